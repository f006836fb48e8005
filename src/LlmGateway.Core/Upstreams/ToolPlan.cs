using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;

namespace LlmGateway.Core.Upstreams;

/// <summary>Which tools a model is shown, and what it is told about them.</summary>
/// <param name="Tools">The caller's, and the one that stands in for structured output.</param>
/// <param name="Choice">A rule that the model takes; null: none.</param>
/// <param name="OneAtATime">At most one call a turn.</param>
/// <param name="Answer">The one that stands in; null: none does.</param>
internal sealed record ToolPlan(IReadOnlyList<ToolDefinition> Tools, ToolChoice? Choice, bool OneAtATime, AnswerTool? Answer)
{
    /// <summary>Some tool has to be called.</summary>
    public bool Forces => Choice?.Mode is ToolChoiceMode.Required or ToolChoiceMode.Named;

    /// <summary>What the model takes of the request; what it does not is named in <see cref="UpstreamCall.Dropped"/>.</summary>
    /// <param name="call">The request.</param>
    /// <param name="can">The model's abilities.</param>
    /// <param name="road">How the answer gets its form.</param>
    /// <param name="oneAtATime">The upstream has a word for it.</param>
    /// <param name="promises">Whether the model can promise arguments that fit a schema.</param>
    public static ToolPlan Of(UpstreamCall call, Abilities can, AnswerRoad road, bool oneAtATime, Predicate<ReadOnlyMemory<byte>> promises)
    {
        var request = call.Request;
        IReadOnlyList<ToolDefinition> tools = [.. request.Tools.Select(tool => tool.Strict && !promises(tool.ParametersJson) ? tool with { Strict = false } : tool)];
        var choice = tools.Count > 0 ? request.ToolChoice : null;
        // Who names a tool that is not there gets the upstream's words for it.
        if (choice is { Mode: ToolChoiceMode.Named } && !can.Takes(ToolChoiceMode.Named)) (tools, choice) = OnlyNamed(tools, choice);
        ToolDefinition? answer = null;
        if (road == AnswerRoad.Tool)
        {
            answer = AnswerTool.DefinitionFor(request.Format!, tools, promises);
            if (choice?.Mode == ToolChoiceMode.None) tools = [];
            choice = choice?.Mode is ToolChoiceMode.Named ? choice
                : tools.Count == 0 && can.Takes(ToolChoiceMode.Named) ? new ToolChoice(ToolChoiceMode.Named, answer.Name)
                : new ToolChoice(ToolChoiceMode.Required);
            tools = [.. tools, answer];
        }
        if (choice?.Mode == ToolChoiceMode.Required && !can.Takes(ToolChoiceMode.Required)) choice = Weaker(call, can, tools, answer);
        if (choice?.Mode == ToolChoiceMode.Auto && !can.Takes(ToolChoiceMode.Auto)) choice = null;

        // Where none may be called, none is called at a time; and Claude takes no rule on tools without tools.
        var one = request is { ParallelToolCalls: false, Tools.Count: > 0 } && choice?.Mode != ToolChoiceMode.None;
        if (one && !oneAtATime) call.Dropped.Add("parallel_tool_calls");
        var plan = new ToolPlan(tools, choice, one && oneAtATime, null);
        return answer is null ? plan : plan with { Answer = new AnswerTool(answer, plan.Forces) };
    }

    // To have to call some tool, and to be shown one alone, is to be told its name.
    private static (IReadOnlyList<ToolDefinition>, ToolChoice) OnlyNamed(IReadOnlyList<ToolDefinition> tools, ToolChoice choice)
    {
        List<ToolDefinition> named = [.. tools.Where(tool => tool.Name == choice.Name)];
        return named.Count == 0 ? (tools, choice) : (named, new ToolChoice(ToolChoiceMode.Required));
    }

    private static ToolChoice? Weaker(UpstreamCall call, Abilities can, IReadOnlyList<ToolDefinition> tools, ToolDefinition? answer)
    {
        if (tools.Count == 1 && can.Takes(ToolChoiceMode.Named)) return new ToolChoice(ToolChoiceMode.Named, tools[0].Name);
        call.Dropped.Add(answer is null ? "tool_choice" : "response_format");
        return null;
    }
}
