using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Shared;

namespace LlmGateway.Core.Upstreams;

/// <summary>How a model is told to think, in the words that it knows.</summary>
/// <param name="Style">One of <see cref="ReasoningStyles"/>.</param>
/// <param name="Effort">For all styles but <see cref="ReasoningStyles.Budget"/>.</param>
/// <param name="Budget">Tokens for it: told to <see cref="ReasoningStyles.Budget"/>, reckoned with for all others.</param>
internal sealed record Thinking(string Style, string Effort, int Budget)
{
    /// <summary>Claude's least.</summary>
    private const int LeastBudget = 1024;

    private static readonly string[] Levels = ["none", "minimal", "low", "medium", "high", "xhigh", "max"];

    // Of each of the levels.
    private static readonly int[] Budgets = [0, 1024, 2048, 8192, 16_384, 24_576, 32_768];

    /// <summary>Thinking as Claude does it: with signatures, and at odds with sampling and forced tools.</summary>
    public bool IsClaude => Style is ReasoningStyles.Budget or ReasoningStyles.Adaptive;

    /// <summary>Nova's highest effort takes neither sampling nor a limit: https://docs.aws.amazon.com/nova/latest/nova2-userguide/extended-thinking.html.</summary>
    public bool IsUnlimited => Style == ReasoningStyles.Nova && Effort == "high";

    /// <summary>What of a wish the model can be told, in this request; what it can't is named in <see cref="UpstreamCall.Dropped"/>.</summary>
    /// <exception cref="GatewayException">The budget leaves no room for an answer.</exception>
    public static Thinking? Of(UpstreamCall call, Abilities can, List<(ChatRole Role, List<ContentPart> Content)> turns, ToolPlan tools)
    {
        if (call.Request.Reasoning is not { } wish) return null;
        var name = wish.BudgetTokens is null ? "reasoning_effort" : "thinking";
        var style = can.Reasoning;
        var off = wish.Effort == ReasoningEffort.None;
        if (style == ReasoningStyles.None)
        {
            if (!off) call.Dropped.Add(name);
            return null;
        }
        if (style is not (ReasoningStyles.Effort or ReasoningStyles.EffortObject) && off) return null;
        var thinking = style == ReasoningStyles.Budget
            ? Fit(call, wish) is { } budget ? new Thinking(style, "", budget) : null
            : new Thinking(style, Nearest(Level(wish), can.Efforts), Budgets[Level(wish)]);
        // Claude is not forced while it thinks, and of the two the tool is what the caller counts on.
        if (thinking is { IsClaude: true } && (tools.Forces || style == ReasoningStyles.Budget && !MayThink(turns))) thinking = null;
        if (thinking is null) call.Dropped.Add(name);
        return thinking;
    }

    private static int Level(ReasoningWish wish) => wish switch
    {
        { Effort: { } effort } => (int)effort,
        { BudgetTokens: { } budget } => Math.Max(1, Array.FindLastIndex(Budgets, least => least <= budget)),
        _ => (int)ReasoningEffort.High,
    };

    private static string Nearest(int level, IReadOnlyList<string> taken)
    {
        if (taken.Count == 0) return Levels[level];
        return taken.MinBy(effort => Math.Abs(Array.IndexOf(Levels, effort) - level) * 2 + (Array.IndexOf(Levels, effort) > level ? 1 : 0))!;
    }

    // A budget is a number that the caller means; an effort is a wish that is made to fit.
    private static int? Fit(UpstreamCall call, ReasoningWish wish)
    {
        var most = call.Request.MaxTokens;
        if (wish.BudgetTokens is { } budget)
        {
            if (most <= budget)
                throw new GatewayException(new GatewayError(ErrorKind.InvalidRequest, $"'max_tokens' ({most}) has to be greater than the thinking budget ({budget}), which is part of it.", Field: "max_tokens"));
            return budget;
        }
        var wanted = Budgets[Level(wish)];
        if (most is null || most > wanted) return wanted;
        return most / 2 >= LeastBudget ? most / 2 : null;
    }

    // Up to 4.5, what led to a tool call has to stand before it, with its signature; and a turn that was begun is not thought about.
    private static bool MayThink(List<(ChatRole Role, List<ContentPart> Content)> turns)
    {
        if (turns[^1].Role == ChatRole.Assistant) return false;
        if (turns.Count < 2 || !turns[^1].Content.Exists(part => part is ToolResultPart)) return true;
        return turns[^2].Content[0] is ReasoningPart { Signature: not null } or RedactedReasoningPart;
    }
}
