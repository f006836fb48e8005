using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.SecretsManager;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>A Claude model of Anthropic's own API, with your key.</summary>
/// <remarks>Requests in Anthropic's protocol pass through untouched but for model name and key. See <see href="https://docs.anthropic.com/en/docs/about-claude/models">Anthropic's models</see>.</remarks>
public sealed record AnthropicModel : Model
{
    private const string Endpoint = "https://api.anthropic.com/v1";

    private AnthropicModel(string id, UpstreamKey key) : base(id) => Key = key;

    /// <summary>Where the key is kept. The function reads it at its first use, and again when the upstream refuses it.</summary>
    public UpstreamKey Key { get; }

    internal override string Upstream => UpstreamKinds.Anthropic;

    /// <summary>A model of Anthropic, with a key kept in Secrets Manager.</summary>
    /// <param name="model">Anthropic's name for it, such as <c>claude-haiku-4-5</c>.</param>
    /// <param name="secret">The key.</param>
    /// <param name="field">The member of a JSON secret that holds the key. Default: the secret's whole text is the key.</param>
    public static AnthropicModel Of(string model, ISecret secret, string? field = null) => new(model, UpstreamKey.FromSecret(secret, field));

    /// <summary>A model of Anthropic, with a key kept anywhere that <see cref="UpstreamKey"/> knows.</summary>
    /// <param name="model">Anthropic's name for it, such as <c>claude-haiku-4-5</c>.</param>
    /// <param name="key">The key.</param>
    public static AnthropicModel Of(string model, UpstreamKey key) => new(model, key);

    internal override void Validate(Mistakes mistakes, string property)
    {
        base.Validate(mistakes, property);
        mistakes.Check($"{property}.{nameof(Key)}", Key is not null, "is null", "Give a secret or a parameter that holds Anthropic's key");
    }

    internal override ModelDocument ToDocument() => base.ToDocument() with { Endpoint = Endpoint, Credential = Key.ToDocument() };

    internal override IEnumerable<PolicyStatement> Statements(Stack stack, bool streamedOnly) => Key.Statements();
}
