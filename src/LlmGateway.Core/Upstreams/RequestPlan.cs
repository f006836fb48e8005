using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Shared;

namespace LlmGateway.Core.Upstreams;

/// <summary>What a model of Bedrock or Anthropic is asked, decided before a byte of it is written: their wires differ in words more than in rules.</summary>
internal sealed class RequestPlan
{
    public required UpstreamCall Call { get; init; }
    public required Abilities Can { get; init; }
    public required List<(ChatRole Role, List<ContentPart> Content)> Turns { get; init; }
    public required IReadOnlyList<ContentPart> System { get; init; }
    public required AnswerRoad Road { get; init; }
    public required ToolPlan Tools { get; init; }
    public required Thinking? Thinking { get; init; }
    public required Sampling Sampling { get; init; }
    public required CachePoints CachePoints { get; init; }
    public required IReadOnlyList<string> StopSequences { get; init; }

    /// <summary>Null: the model sets its own limit.</summary>
    public required int? MaxTokens { get; init; }

    public ChatRequest Request => Call.Request;

    /// <exception cref="GatewayException">The model can't take what the request holds.</exception>
    public static RequestPlan Of(UpstreamCall call)
    {
        var (model, request, can) = (call.Model, call.Request, call.Model.Abilities);
        var road = AnswerRoads.Of(request.Format, can);
        if (road == AnswerRoad.Instruction && request.Format!.SchemaJson is not null) call.Dropped.Add("response_format");
        var turns = AlternatingTurns.Of(request.Messages, part => IsForgotten(part, call, can));
        IReadOnlyList<ContentPart> system = [.. request.System.SkipWhile(part => part is CachePointPart), .. road == AnswerRoad.Instruction ? [AnswerRoads.Instruction(request.Format!)] : (ContentPart[])[]];
        if (system.Count > 0 && !can.SystemPrompt)
        {
            // A model without a system prompt still hears it: before the first thing the user says.
            if (turns.Count > 0 && turns[0].Role == ChatRole.User) turns[0].Content.InsertRange(0, system);
            else turns.Insert(0, (ChatRole.User, [.. system]));
            system = [];
        }
        if (turns.Count == 0) throw Invalid("The conversation is blank; say something.", "messages");
        // Who greets first (a voice agent, a cut history) is refused by Bedrock: a conversation starts with the user there.
        if (turns[0].Role == ChatRole.Assistant) turns.Insert(0, (ChatRole.User, [new TextPart("Begin.")]));
        if (can.ToolsApart) TurnsApart.Part(turns);
        CheckPrefill(model, can, turns[^1]);
        var tools = ToolPlan.Of(call, can, road, can.OneToolAtATime, schema => can.StrictTools && PromisedSchema.Includes(schema));
        var thinking = Thinking.Of(call, can, turns, tools);
        if (thinking is { IsUnlimited: true } && request.MaxTokens is not null) call.Dropped.Add("max_tokens");
        return new RequestPlan
        {
            Call = call,
            Can = can,
            Turns = turns,
            System = system,
            Road = road,
            Tools = tools,
            Thinking = thinking,
            Sampling = Sampling.Of(call, can, thinking, most: 1, can.TemperatureAndTopP),
            CachePoints = new CachePoints(call, can, tools.Tools, system, turns),
            StopSequences = [.. request.StopSequences.Where(stop => !string.IsNullOrWhiteSpace(stop))],
            MaxTokens = thinking is { IsUnlimited: true } ? null : request.MaxTokens ?? Limit(model, can, thinking),
        };
    }

    internal static GatewayException Invalid(string message, string field, Exception? cause = null) => new(new GatewayError(ErrorKind.InvalidRequest, message, Field: field), cause);

    // What is thought counts toward the limit, and the operator's is for what is said. Where nobody named any, a budget still has to be below it.
    internal static int? Limit(CatalogModel model, Abilities can, Thinking? thinking) => thinking switch
    {
        null => model.MaxTokens,
        _ when model.MaxTokens is { } most => Math.Max(Math.Min(thinking.Budget + most, can.MaxOutputTokens ?? int.MaxValue), thinking.Budget + 1),
        { Style: ReasoningStyles.Budget } => Math.Max(model.LimitOrLargest, thinking.Budget + 1),
        _ => null,
    };

    // Thoughts go back to who had them: Claude wants its signature, and most others want none.
    private static bool IsForgotten(ContentPart part, UpstreamCall call, Abilities can)
    {
        var forgotten = part switch
        {
            ReasoningPart { Signature: null } => !can.ReasoningHistory || can.Reasoning is ReasoningStyles.Budget or ReasoningStyles.Adaptive,
            ReasoningPart or RedactedReasoningPart => !can.ReasoningHistory,
            _ => false,
        };
        if (forgotten && !call.Dropped.Contains("reasoning")) call.Dropped.Add("reasoning");
        return forgotten;
    }

    private static void CheckPrefill(CatalogModel model, Abilities can, (ChatRole Role, List<ContentPart> Content) last)
    {
        if (last.Role != ChatRole.Assistant) return;
        if (!can.Prefill)
            throw Invalid($"'{model.Alias}' does not go on from a last message of the assistant (prefill); end the conversation with a message of the user.", "messages");
        // What ends in spaces is refused.
        if (last.Content.FindLastIndex(part => part is not CachePointPart) is var at and >= 0 && last.Content[at] is TextPart text) last.Content[at] = new TextPart(text.Text.TrimEnd());
    }
}
