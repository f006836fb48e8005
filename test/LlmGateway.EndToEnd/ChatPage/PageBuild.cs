using CliWrap;
using CliWrap.Buffered;
using LlmGateway.Testing;

namespace LlmGateway.EndToEnd.ChatPage;

/// <summary>The page, built once from its sources.</summary>
internal static class PageBuild
{
    private static readonly Lazy<Task<string>> Built = new(BuildAsync);

    /// <summary>Of the sources, with their packages.</summary>
    public static string Source { get; } = Path.Combine(Repository.Root, "src", "chat-ui");

    /// <summary>The folder of the built page.</summary>
    public static Task<string> EnsureAsync() => Built.Value;

    /// <summary>Runs npm in the page's folder; its exit code is the caller's to judge.</summary>
    public static async Task<BufferedCommandResult> NpmAsync(params string[] arguments) => await Cli.Wrap("npm")
        .WithArguments(arguments).WithWorkingDirectory(Source).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();

    private static async Task<string> BuildAsync()
    {
        var result = await Cli.Wrap("node").WithArguments([Path.Combine(Repository.Root, "eng", "build-page.mjs"), Source]).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
        if (result.ExitCode != 0) throw new InvalidOperationException($"The page can't be built: {result.StandardOutput}{result.StandardError}");
        return Path.Combine(Source, "dist");
    }
}
