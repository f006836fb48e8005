using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>
/// A model of Amazon Bedrock. The function may call exactly this model: its ARN, or the profile's and the model's in every region that the profile reaches.
/// </summary>
/// <remarks>See <see href="https://docs.aws.amazon.com/bedrock/latest/userguide/models-supported.html">the models</see> and
/// <see href="https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html">the inference profiles</see>.</remarks>
public sealed record BedrockModel : Model
{
    private readonly BedrockRoad _road;

    private BedrockModel(string id, BedrockRoad road) : base(id) => _road = road;

    /// <summary>Bedrock's region for this model. Default: the stack's own.</summary>
    public string? Region { get; init; }

    /// <summary>Reads all that goes to the model and comes from it. A request can't replace it, but by one of <see cref="CallerGuardrails"/>. Default: none does.</summary>
    public ModelGuardrail? Guardrail { get; init; }

    /// <summary>
    /// Guardrails that a request may name, by the header <c>x-llm-gateway-guardrail</c> or by <c>guardrailConfig</c>, in place of <see cref="Guardrail"/>. Any other is
    /// refused (400). Default: none.
    /// </summary>
    public IReadOnlyList<ModelGuardrail> CallerGuardrails { get; init; } = [];

    internal override string Upstream => UpstreamKinds.Bedrock;

    /// <summary>It is called by its own id, though AWS is known to offer it through inference profiles alone.</summary>
    internal bool NeedsProfile => _road is BedrockRoad.InRegion && !Token.IsUnresolved(Id) && ModelFamilies.Of(Id)?.Can.ProfileOnly == true;

    /// <summary>The cross-region profile that is called in the end; null: there is none, or it is not known.</summary>
    internal string? ProfileId => _road switch
    {
        BedrockRoad.CrossRegion => Id,
        BedrockRoad.Application { SourceId: var source, Source: BedrockRoad.CrossRegion } => source,
        _ => null,
    } is { } id && !Token.IsUnresolved(id) ? id : null;

    /// <summary>A model called in one region, by its own id, such as <c>amazon.nova-lite-v1:0</c>.</summary>
    /// <param name="modelId">The model's id, without a geography before it.</param>
    public static BedrockModel Of(string modelId) => new(modelId, BedrockRoad.InRegion.Instance);

    /// <summary>A model called through a cross-region inference profile, such as <c>us.anthropic.claude-haiku-4-5-20251001-v1:0</c>: more throughput, and for many models the only way.</summary>
    /// <param name="profileId">The profile's id: <c>us.</c>, <c>eu.</c>, <c>apac.</c>, <c>jp.</c>, <c>au.</c>, <c>ca.</c>, <c>us-gov.</c> or <c>global.</c>, and the model's id.</param>
    /// <remarks>Prompts may be processed in any region that the profile reaches; pick the geography by where your data may go.</remarks>
    public static BedrockModel CrossRegion(string profileId) => new(profileId, BedrockRoad.CrossRegion.Instance);

    /// <summary>A model called through an application inference profile, by the ARN that Bedrock gave it: costs and usage are then kept apart by its tags.</summary>
    /// <param name="profileArn">ARN of the profile: <c>arn:aws:bedrock:…:application-inference-profile/…</c>.</param>
    /// <param name="source">What the profile was made from: a model or a cross-region profile. The function needs permission for it as well.</param>
    public static BedrockModel Profile(string profileArn, BedrockModel source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new BedrockModel(profileArn, new BedrockRoad.Application(profileArn, source.Id, source._road)) { Region = source.Region };
    }

    internal override void Validate(Mistakes mistakes, string property)
    {
        base.Validate(mistakes, property);
        _road.Validate(Id, mistakes, property);
        Guardrail?.Validate(mistakes, $"{property}.{nameof(Guardrail)}");
        for (var i = 0; i < CallerGuardrails.Count; i++) CallerGuardrails[i].Validate(mistakes, $"{property}.{nameof(CallerGuardrails)}[{i}]");
    }

    internal override ModelDocument ToDocument()
    {
        var document = base.ToDocument() with
        {
            Region = Region,
            Guardrail = Guardrail?.ToDocument(),
            CallerGuardrails = CallerGuardrails.Count == 0 ? null : [.. CallerGuardrails.Select(each => each.ToDocument())],
        };
        // The profile's ARN does not say what is behind it.
        if (_road is not BedrockRoad.Application { SourceId: var source }) return document;
        var said = document.Capabilities ?? new CapabilitiesDocument();
        return document with { Capabilities = said with { Family = said.Family ?? source } };
    }

    internal override IEnumerable<PolicyStatement> Statements(Stack stack, bool streamedOnly)
    {
        var behind = _road is BedrockRoad.Application { SourceId: var source } ? source : Id;
        var embeds = EmbeddingModels.Includes(behind ?? "");
        var whole = embeds || (Capabilities?.Streaming ?? ModelFamilies.Of(behind ?? "")?.Can.Streaming) == false;
        var ask = _road.Statements(Id, new BedrockArns(stack, Region ?? stack.Region)
        {
            Ask = embeds ? Permissions.InvokeWhole : !streamedOnly ? Permissions.InvokeModel : whole ? Permissions.InvokeWhole : Permissions.InvokeStreamed,
            Counts = !streamedOnly,
        });
        var guardrails = CallerGuardrails.Prepend(Guardrail).OfType<ModelGuardrail>().Select(each => each.Arn).Distinct().ToArray();
        return guardrails.Length == 0 ? ask : [.. ask, Permissions.Allow(Permissions.ApplyGuardrail, guardrails)];
    }
}
