using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>
/// A model that a gateway offers: the name that clients send, and the road to what answers. A value: copy it with <c>with</c>, share it between gateways.
/// </summary>
/// <remarks>Make one with <see cref="BedrockModel"/>, <see cref="OpenAiModel"/> or <see cref="OpenAiCompatible"/>.</remarks>
public abstract record Model
{
    private protected Model(string id) => Id = id;

    /// <summary>The name that the upstream knows the model by: model id, inference-profile id or ARN.</summary>
    public string Id { get; }

    /// <summary>
    /// The name that clients send as <c>model</c>. Default: <see cref="Id"/>. A name of your own lets you change the model behind it
    /// without touching clients. At most 128 characters, unique in a gateway.
    /// </summary>
    public string? Alias { get; init; }

    /// <summary>
    /// Temperature of requests that name none, 0 to 2, in every protocol. Default: null; none is sent, and the model's own applies. No effect on models that take
    /// no temperature. Set it to 0 where the same question should have the same answer.
    /// </summary>
    public double? Temperature { get; init; }

    /// <summary>
    /// Tokens of an answer at most, for requests that name no limit, in every protocol. Default: null; no limit is sent, and the model's own applies. The Messages
    /// protocol demands a limit: there the gateway sends the model's own, or 4,096 if it does not know the model. Bedrock reserves the limit from the account's
    /// tokens a minute while a request runs, so a lower one lets more requests run at once:
    /// https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html.
    /// </summary>
    public int? MaxTokens { get; init; }

    /// <summary>
    /// What the model costs. Default: none, and then answers carry no cost: prices differ by region and change, so none are built in.
    /// </summary>
    public ModelPrice? Price { get; init; }

    /// <summary>What you know of the model better than the gateway does. Default: nothing; the gateway knows most models by their ids.</summary>
    public ModelCapabilities? Capabilities { get; init; }

    /// <summary>The name that clients use: <see cref="Alias"/>, or else <see cref="Id"/>.</summary>
    public string Name => Alias ?? Id;

    internal abstract string Upstream { get; }

    /// <summary>Names its mistakes.</summary>
    internal virtual void Validate(Mistakes mistakes, string property)
    {
        mistakes.Check(property, !string.IsNullOrWhiteSpace(Id), "has an empty id", "Name the model as the upstream does, such as \"amazon.nova-lite-v1:0\"");
        mistakes.Check($"{property}.{nameof(Alias)}", Token.IsUnresolved(Name) || Name.Length is > 0 and <= 128 && !Name.Any(char.IsWhiteSpace),
            $"'{Name}' is no name that a client could send", "Use 1 to 128 characters without spaces");
        mistakes.Check($"{property}.{nameof(Temperature)}", Temperature is null or (>= 0 and <= 2),
            $"is {Temperature}", "Use 0 to 2");
        mistakes.Check($"{property}.{nameof(MaxTokens)}", MaxTokens is null or > 0, $"is {MaxTokens}", "Use 1 or more");
        Price?.Validate(mistakes, $"{property}.{nameof(Price)}");
        Capabilities?.Validate(mistakes, $"{property}.{nameof(Capabilities)}");
    }

    /// <summary>What the handler is told.</summary>
    internal virtual ModelDocument ToDocument() => new()
    {
        Alias = Name,
        Upstream = Upstream,
        Model = Id,
        Temperature = Temperature,
        MaxTokens = MaxTokens,
        Price = Price?.ToDocument(),
        Capabilities = Capabilities?.ToDocument(),
    };

    /// <summary>What lets a function call the model: exactly what that takes, and nothing else.</summary>
    /// <param name="stack">Whose partition, account and region the ARNs are of.</param>
    /// <param name="streamedOnly">Answers are asked for as they are made, and tokens are not counted.</param>
    internal abstract IEnumerable<PolicyStatement> Statements(Stack stack, bool streamedOnly);
}
