using System.Globalization;
using CliWrap;
using CliWrap.Buffered;

namespace LlmGateway.Tool.Local.Synthesis;

/// <summary>Node, which the CDK and the local DynamoDB run on.</summary>
internal static class NodeVersion
{
    private const int Oldest = 20;

    /// <returns>The major version.</returns>
    /// <exception cref="LocalRunException">It is missing or too old.</exception>
    public static async Task<string> RequireAsync(string purpose, CancellationToken cancellationToken)
    {
        try
        {
            var result = await Cli.Wrap("node").WithArguments("--version").ExecuteBufferedAsync(cancellationToken);
            var major = result.StandardOutput.Trim().TrimStart('v').Split('.')[0];
            return int.TryParse(major, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= Oldest ? major
                : throw new LocalRunException($"Node.js {result.StandardOutput.Trim()} is too old to {purpose}; install version {Oldest} or later.");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new LocalRunException($"Node.js was not found, and it is needed to {purpose}; install version {Oldest} or later and put node on the PATH.");
        }
    }
}
