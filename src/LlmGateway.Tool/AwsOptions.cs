using System.CommandLine;
using Amazon.Runtime;
using LlmGateway.Core.Aws;

namespace LlmGateway.Tool;

/// <summary>The options that say which AWS is meant.</summary>
internal sealed class AwsOptions
{
    private readonly Option<string?> _region = new("--region") { Description = "Default: AWS_REGION, or the profile's.", HelpName = "NAME" };
    private readonly Option<string?> _endpoint = new("--endpoint-url") { Description = "Another address of AWS, such as that of llm-gateway local.", HelpName = "URL" };

    public void AddTo(Command command)
    {
        command.Options.Add(_region);
        command.Options.Add(_endpoint);
    }

    /// <exception cref="InvalidDataException">No region is known, or the address is none.</exception>
    public AwsServices Connect(ParseResult arguments)
    {
        var region = arguments.GetValue(_region) ?? FallbackRegionFactory.GetRegionEndpoint(includeInstanceMetadata: false)?.SystemName
            ?? throw new InvalidDataException("No region is known: name one with --region, or set AWS_REGION.");
        var endpoint = arguments.GetValue(_endpoint);
        if (endpoint is not null && !(Uri.TryCreate(endpoint, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
            throw new InvalidDataException($"--endpoint-url takes a URL such as http://127.0.0.1:4000, not {endpoint}.");
        return new AwsServices(Connections.Create(), region, Variable, TimeProvider.System);

        string? Variable(string name) =>
            endpoint is not null && name.StartsWith("AWS_ENDPOINT_URL", StringComparison.Ordinal) ? endpoint : Environment.GetEnvironmentVariable(name);
    }
}
