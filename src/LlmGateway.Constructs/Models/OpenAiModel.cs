using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.SecretsManager;
using Amazon.CDK.AWS.SSM;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>A model of OpenAI's own API, with your key.</summary>
/// <remarks>Requests in OpenAI's protocol pass through untouched but for model name and key. See <see href="https://platform.openai.com/docs/models">OpenAI's models</see>.</remarks>
public sealed record OpenAiModel : Model
{
    private const string Endpoint = "https://api.openai.com/v1";

    private OpenAiModel(string id, UpstreamKey key) : base(id) => Key = key;

    /// <summary>Where the key is kept. The function reads it at its first use, and again when the upstream refuses it.</summary>
    public UpstreamKey Key { get; }

    internal override string Upstream => UpstreamKinds.OpenAi;

    /// <summary>A model of OpenAI, with a key kept in Secrets Manager.</summary>
    /// <param name="model">OpenAI's name for it, such as <c>gpt-4o-mini</c>.</param>
    /// <param name="secret">The key.</param>
    /// <param name="field">The member of a JSON secret that holds the key. Default: the secret's whole text is the key.</param>
    public static OpenAiModel Of(string model, ISecret secret, string? field = null) => new(model, UpstreamKey.FromSecret(secret, field));

    /// <summary>A model of OpenAI, with a key kept anywhere that <see cref="UpstreamKey"/> knows.</summary>
    /// <param name="model">OpenAI's name for it, such as <c>gpt-4o-mini</c>.</param>
    /// <param name="key">The key.</param>
    public static OpenAiModel Of(string model, UpstreamKey key) => new(model, key);

    internal override void Validate(Mistakes mistakes, string property)
    {
        base.Validate(mistakes, property);
        mistakes.Check($"{property}.{nameof(Key)}", Key is not null, "is null", "Give a secret or a parameter that holds OpenAI's key");
    }

    internal override ModelDocument ToDocument() => base.ToDocument() with { Endpoint = Endpoint, Credential = Key.ToDocument() };

    internal override IEnumerable<PolicyStatement> Statements(Stack stack, bool streamedOnly) => Key.Statements();
}
