using System.CommandLine;
using Amazon;
using LlmGateway.Core.Aws;

namespace LlmGateway.Tool.SignIn;

/// <summary>The options by which commands find a user pool.</summary>
internal sealed class PoolOptions
{
    private const string DefaultOutputs = "cdk-outputs.json";

    private readonly Option<string?> _pool = new("--pool") { Description = "Id of the user pool, such as eu-west-1_AbCdEf123.", HelpName = "ID" };
    private readonly Option<string?> _client = new("--client") { Description = "Id of the app client of this tool.", HelpName = "ID" };
    private readonly Option<string?> _domain = new("--domain") { Description = "Where people sign in.", HelpName = "URL" };
    private readonly Option<string?> _stack = new("--stack") { Description = "The CloudFormation stack whose outputs name the pool.", HelpName = "NAME" };
    private readonly Option<string?> _outputs = new("--outputs") { Description = $"File of cdk deploy --outputs-file. Default: {DefaultOutputs}, where it is.", HelpName = "FILE" };
    private readonly Option<string?> _region = new("--region") { Description = "Of --stack. Default: AWS_REGION, or the profile's.", HelpName = "NAME" };
    private readonly Option<string?> _endpoint = new("--endpoint-url") { Description = "Another address of AWS, such as that of llm-gateway local.", HelpName = "URL" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _pool, _client, _domain, _stack, _outputs, _region, _endpoint }) command.Options.Add(option);
    }

    /// <exception cref="SignInToolException">It is not known which pool is meant.</exception>
    public async Task<PoolPlace> FindAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var endpoint = arguments.GetValue(_endpoint);
        if (endpoint is not null && !(Uri.TryCreate(endpoint, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
            throw new SignInToolException($"--endpoint-url takes a URL such as http://127.0.0.1:4000, not {endpoint}.");
        string? Variable(string name) => endpoint is not null && name.StartsWith("AWS_ENDPOINT_URL", StringComparison.Ordinal) ? endpoint : Environment.GetEnvironmentVariable(name);
        var outputs = await OutputsAsync(arguments, Variable, cancellationToken);
        var pool = arguments.GetValue(_pool) ?? outputs.Pool
            ?? throw new SignInToolException($"Which user pool? Name it with --pool ID, its stack with --stack NAME, or run this beside {DefaultOutputs} (cdk deploy --outputs-file {DefaultOutputs}).");
        if (pool.Split('_') is not [{ Length: > 0 } region, { Length: > 0 }]) throw new SignInToolException($"'{pool}' is no id of a user pool, such as eu-west-1_AbCdEf123.");
        var aws = new AwsServices(Connections.Create(), region, Variable, TimeProvider.System);
        var service = AwsEndpoint.Of("cognito-idp", "cognito-idp", region, Variable).Url;
        return new PoolPlace(aws.Cognito(), pool, arguments.GetValue(_client) ?? outputs.Client, endpoint ?? arguments.GetValue(_domain) ?? outputs.Domain, service);
    }

    private async Task<StackOutputs> OutputsAsync(ParseResult arguments, Func<string, string?> variable, CancellationToken cancellationToken)
    {
        if (arguments.GetValue(_stack) is { } stack)
        {
            var region = arguments.GetValue(_region) ?? Amazon.Runtime.FallbackRegionFactory.GetRegionEndpoint(includeInstanceMetadata: false)?.SystemName
                ?? throw new SignInToolException("No region is known: name one with --region, or set AWS_REGION.");
            return await StackOutputs.OfStackAsync(new AwsServices(Connections.Create(), region, variable, TimeProvider.System), stack, cancellationToken);
        }
        if (arguments.GetValue(_outputs) is { } file) return await StackOutputs.OfFileAsync(file, cancellationToken);
        return File.Exists(DefaultOutputs) ? await StackOutputs.OfFileAsync(DefaultOutputs, cancellationToken) : new StackOutputs(null, null, null);
    }
}

/// <summary>A user pool, and the way to it.</summary>
/// <param name="Api">Signed calls.</param>
/// <param name="Pool">Its id.</param>
/// <param name="Client">This tool's app client; null: not known.</param>
/// <param name="Domain">Where people sign in; null: not known.</param>
/// <param name="Service">Where unsigned calls go.</param>
internal sealed record PoolPlace(AwsJsonClient Api, string Pool, string? Client, string? Domain, Uri Service)
{
    public string RequiredClient => Client ?? throw new SignInToolException("Which app client? Name it with --client ID, or give the stack an output whose name ends in ToolClientId.");

    public string RequiredDomain => Domain?.TrimEnd('/') ?? throw new SignInToolException("Where do people sign in? Name it with --domain URL, or give the stack an output whose name ends in UserPoolDomain.");
}
