using System.CommandLine;
using System.Text.RegularExpressions;
using Amazon.Runtime;
using LlmGateway.Client;
using LlmGateway.Core.Aws;
using LlmGateway.Tool.SignIn;

namespace LlmGateway.Tool.Asking;

/// <summary>The options by which commands find a gateway, and show who asks.</summary>
internal sealed partial class GatewayOptions
{
    public const string KeyVariable = "LLM_GATEWAY_API_KEY";
    public const string TokenVariable = "LLM_GATEWAY_TOKEN";

    private readonly Option<string?> _url = new("--url") { Description = "The gateway's address, its stage included: https://… or wss://….", HelpName = "URL" };
    private readonly Option<bool> _rest = new("--rest") { Description = "Of a stack with both: the REST gateway. Default: chat takes the WebSocket gateway, other commands take REST." };
    private readonly Option<string?> _key = new("--api-key") { Description = $"An API key. Default: {KeyVariable}, which others on this machine can't see.", HelpName = "KEY" };
    private readonly Option<bool> _iam = new("--iam") { Description = "Signs with your AWS credentials, for gateways that ask for IAM." };
    private readonly PoolOptions _pool = new("the gateway and its user pool");

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _url, _rest, _key, _iam }) command.Options.Add(option);
        _pool.AddTo(command);
    }

    public PoolOptions Pool => _pool;

    /// <summary>Something says which gateway is meant.</summary>
    public bool IsGiven(ParseResult arguments) => arguments.GetValue(_url) is not null || _pool.NamesOutputs(arguments);

    /// <exception cref="ToolException">It is not known which gateway is meant.</exception>
    public async Task<GatewayPlace> FindAsync(ParseResult arguments, bool preferSocket, CancellationToken cancellationToken)
    {
        var given = arguments.GetValue(_url) is { } text ? UrlOf(text) : null;
        // A token is for the gateway that it was made for: outputs that happen to lie here say nothing about a URL that was typed.
        var outputs = given is null || _pool.IsNamed(arguments) ? await _pool.OutputsAsync(arguments, cancellationToken) : StackOutputs.None;
        var rest = given is null ? One(outputs.Rest, "REST") : given.Scheme is "http" or "https" ? given : null;
        var socket = given is null ? One(outputs.Sockets, "WebSocket") : given.Scheme is "ws" or "wss" ? given : null;
        var url = given ?? (preferSocket && !arguments.GetValue(_rest) ? socket ?? rest : rest ?? socket)
            ?? throw new ToolException("Which gateway? Name it with --url URL, its stack with --stack NAME, or run this beside cdk-outputs.json (cdk deploy --outputs-file cdk-outputs.json).");
        var (credential, identity) = await CredentialAsync(arguments, url, outputs, cancellationToken);
        return new GatewayPlace(url, rest, socket, credential, identity);
    }

    private async Task<(GatewayCredential, string)> CredentialAsync(ParseResult arguments, Uri url, StackOutputs outputs, CancellationToken cancellationToken)
    {
        var key = arguments.GetValue(_key);
        if (arguments.GetValue(_iam))
        {
            if (key is not null) throw new ToolException("--iam and --api-key exclude each other.");
            var region = RegionOf(url) ?? _pool.Region(arguments);
            return (GatewayCredential.Iam(await new AwsCredentialChain().FindAsync(), region), $"AWS credentials, signed for {region}");
        }
        key ??= Variable(KeyVariable);
        if (key is not null) return (GatewayCredential.ApiKey(Sendable(key, "The API key")), "an API key");
        if (Variable(TokenVariable) is { } token) return (GatewayCredential.Bearer(Sendable(token, TokenVariable)), $"the token in {TokenVariable}");
        if (_pool.PoolId(arguments, outputs) is { } pool && TokenFile.Of(pool).Read() is not null)
            return (GatewayCredential.Bearer(await SavedToken.GetAsync(_pool.Place(arguments, outputs), cancellationToken)), $"who signed in to {pool}");
        return (GatewayCredential.None, "nobody: no key, no token, no --iam");
    }

    private static Uri UrlOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" or "ws" or "wss" ? url
        : throw new ToolException($"--url takes an address such as https://abc.execute-api.eu-west-1.amazonaws.com/prod or wss://…, not {text}.");

    private static Uri? One(IReadOnlyList<Uri> urls, string kind) => urls switch
    {
        [] => null,
        [var only] => only,
        _ => throw new ToolException($"There are several {kind} gateways: {string.Join(", ", urls)}. Name one with --url."),
    };

    private static string Sendable(string secret, string what) =>
        secret.All(letter => letter is > ' ' and <= '~') ? secret : throw new ToolException($"{what} holds a character that no HTTP header can carry.");

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static string? RegionOf(Uri url) => ApiHost().Match(url.Host) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex(@"\.execute-api\.([a-z0-9-]+)\.")]
    private static partial Regex ApiHost();
}
