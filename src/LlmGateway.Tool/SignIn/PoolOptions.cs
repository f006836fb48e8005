using System.CommandLine;
using LlmGateway.Core.Aws;

namespace LlmGateway.Tool.SignIn;

/// <summary>The options by which commands find a user pool.</summary>
/// <param name="whose">What a stack's outputs are read for.</param>
internal sealed class PoolOptions(string whose = "the pool")
{
    private const string DefaultOutputs = "cdk-outputs.json";

    private readonly Option<string?> _pool = new("--pool") { Description = "Id of the user pool, such as eu-west-1_AbCdEf123.", HelpName = "ID" };
    private readonly Option<string?> _client = new("--client") { Description = "Id of the app client of this tool.", HelpName = "ID" };
    private readonly Option<string?> _domain = new("--domain") { Description = "Where people sign in.", HelpName = "URL" };
    private readonly Option<string?> _stack = new("--stack") { Description = $"The CloudFormation stack whose outputs name {whose}.", HelpName = "NAME" };
    private readonly Option<string?> _outputs = new("--outputs") { Description = $"File of cdk deploy --outputs-file. Default: {DefaultOutputs}, where it is.", HelpName = "FILE" };
    private readonly Option<string?> _region = new("--region") { Description = "Of --stack. Default: AWS_REGION, or the profile's.", HelpName = "NAME" };
    private readonly Option<string?> _endpoint = new("--endpoint-url") { Description = "Another address of AWS, such as that of llm-gateway local.", HelpName = "URL" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _pool, _client, _domain, _stack, _outputs, _region, _endpoint }) command.Options.Add(option);
    }

    /// <summary>A pool or its stack is named here, not just found lying about.</summary>
    public bool IsNamed(ParseResult arguments) => arguments.GetValue(_pool) is not null || arguments.GetValue(_stack) is not null || arguments.GetValue(_outputs) is not null;

    /// <summary>There are outputs to read.</summary>
    public bool NamesOutputs(ParseResult arguments) => arguments.GetValue(_stack) is not null || arguments.GetValue(_outputs) is not null || File.Exists(DefaultOutputs);

    public string? Stack(ParseResult arguments) => arguments.GetValue(_stack);

    /// <summary>The id of the pool; null: none is known.</summary>
    public string? PoolId(ParseResult arguments, StackOutputs outputs) => arguments.GetValue(_pool) ?? outputs.Pool;

    /// <summary>The region that is named, or the environment's; null: neither is there.</summary>
    public string? KnownRegion(ParseResult arguments) => arguments.GetValue(_region) ?? Amazon.Runtime.FallbackRegionFactory.GetRegionEndpoint(includeInstanceMetadata: false)?.SystemName;

    /// <exception cref="SignInToolException">None is known.</exception>
    public string Region(ParseResult arguments) => KnownRegion(arguments) ?? throw new SignInToolException("No region is known: name one with --region, or set AWS_REGION.");

    /// <summary>AWS as these options have it.</summary>
    /// <exception cref="SignInToolException">The address is none.</exception>
    public AwsServices Aws(ParseResult arguments, string region) => new(Connections.Create(), region, Variables(arguments), TimeProvider.System);

    /// <exception cref="SignInToolException">It is not known which pool is meant.</exception>
    public async Task<PoolPlace> FindAsync(ParseResult arguments, CancellationToken cancellationToken) => Place(arguments, await OutputsAsync(arguments, cancellationToken));

    /// <exception cref="SignInToolException">It is not known which pool is meant.</exception>
    public PoolPlace Place(ParseResult arguments, StackOutputs outputs)
    {
        var pool = PoolId(arguments, outputs)
            ?? throw new SignInToolException($"Which user pool? Name it with --pool ID, its stack with --stack NAME, or run this beside {DefaultOutputs} (cdk deploy --outputs-file {DefaultOutputs}).");
        if (pool.Split('_') is not [{ Length: > 0 } region, { Length: > 0 }]) throw new SignInToolException($"'{pool}' is no id of a user pool, such as eu-west-1_AbCdEf123.");
        var service = AwsEndpoint.Of("cognito-idp", "cognito-idp", region, Variables(arguments)).Url;
        return new PoolPlace(Aws(arguments, region).Cognito(), pool, arguments.GetValue(_client) ?? outputs.Client, arguments.GetValue(_endpoint) ?? arguments.GetValue(_domain) ?? outputs.Domain, service);
    }

    /// <summary>Of the stack, of the file, or of the file that lies here; where there is none, they say nothing.</summary>
    public async Task<StackOutputs> OutputsAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        if (arguments.GetValue(_stack) is { } stack) return await StackOutputs.OfStackAsync(Aws(arguments, Region(arguments)), stack, cancellationToken);
        if (arguments.GetValue(_outputs) is { } file) return await StackOutputs.OfFileAsync(file, cancellationToken);
        return File.Exists(DefaultOutputs) ? await StackOutputs.OfFileAsync(DefaultOutputs, cancellationToken) : StackOutputs.None;
    }

    private Func<string, string?> Variables(ParseResult arguments)
    {
        var endpoint = arguments.GetValue(_endpoint);
        if (endpoint is not null && !(Uri.TryCreate(endpoint, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
            throw new SignInToolException($"--endpoint-url takes a URL such as http://127.0.0.1:4000, not {endpoint}.");
        return name => endpoint is not null && name.StartsWith("AWS_ENDPOINT_URL", StringComparison.Ordinal) ? endpoint : Environment.GetEnvironmentVariable(name);
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
