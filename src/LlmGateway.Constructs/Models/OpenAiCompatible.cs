using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>
/// A model behind any server that speaks OpenAI's chat completions: vLLM, Ollama, LiteLLM, TGI, llama.cpp, another gateway. A private one is reached by putting
/// the function into its VPC: <see cref="GatewayFunction.Network"/>.
/// </summary>
public sealed record OpenAiCompatible : Model
{
    private OpenAiCompatible(string url, string model) : base(model) => Url = url;

    /// <summary>Base URL of the server, <c>/v1</c> included.</summary>
    public string Url { get; }

    /// <summary>The server's key, sent as a bearer token. Default: none is sent.</summary>
    public UpstreamKey? Key { get; init; }

    internal override string Upstream => UpstreamKinds.OpenAi;

    /// <summary>A model behind an OpenAI-compatible server.</summary>
    /// <param name="url">Base URL, <c>/v1</c> included: <c>https://models.example.com/v1</c>, <c>http://10.0.1.7:8000/v1</c>.</param>
    /// <param name="model">The server's name for the model.</param>
    public static OpenAiCompatible At(string url, string model) => new(url, model);

    internal override void Validate(Mistakes mistakes, string property)
    {
        base.Validate(mistakes, property);
        if (Token.IsUnresolved(Url)) return;
        var known = Uri.TryCreate(Url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
        mistakes.Check($"{property}.{nameof(Url)}", known, $"'{Url}' is no http or https URL", "Use the server's base URL, such as \"http://10.0.1.7:8000/v1\"");
        mistakes.Check($"{property}.{nameof(Url)}", !known || uri!.UserInfo.Length == 0, "carries credentials, which would stand in the template",
            $"Keep the key in a secret: {nameof(Key)} = UpstreamKey.FromSecret(…)");
        mistakes.Check($"{property}.{nameof(Url)}", !known || uri!.Query.Length == 0 && uri.Fragment.Length == 0, "has a query or a fragment", "End it with the path, such as /v1");
    }

    internal override ModelDocument ToDocument() => base.ToDocument() with { Endpoint = Url.TrimEnd('/'), Credential = Key?.ToDocument() };

    internal override IEnumerable<PolicyStatement> Statements(Stack stack, bool streamedOnly) => Key?.Statements() ?? [];
}
