using System.Runtime.CompilerServices;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Upstreams.Bedrock;

/// <summary>Any model of Bedrock, through Converse and ConverseStream.</summary>
internal sealed class ConverseUpstream(IBedrockRuntime bedrock)
{
    public async IAsyncEnumerable<ChatEvent> InvokeAsync(UpstreamCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var plan = RequestPlan.Of(call);
        var body = ConverseRequestWriter.Write(plan);
        var streams = call.Request.Stream && plan.Can.Streaming && (plan.Can.ToolsWhileStreaming || plan.Tools.Tools.Count == 0);
        var events = streams ? StreamAsync(plan, body, cancellationToken) : WholeAsync(plan, body, cancellationToken);
        var answer = plan.Tools.Answer is { } tool ? new AnswerToolReader(tool) : null;
        await foreach (var happened in events)
            if ((answer is null ? happened : answer.Read(happened)) is { } meaning) yield return meaning;
    }

    private async IAsyncEnumerable<ChatEvent> StreamAsync(RequestPlan plan, ReadOnlyMemory<byte> body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = new ConverseStreamReader(plan.Call);
        await foreach (var received in bedrock.ConverseStreamAsync(plan.Call.Model.UpstreamModel, body, cancellationToken))
            foreach (var meaning in reader.Read(received)) yield return meaning;
    }

    private async IAsyncEnumerable<ChatEvent> WholeAsync(RequestPlan plan, ReadOnlyMemory<byte> body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var meaning in ConverseResponseReader.Read(await bedrock.ConverseAsync(plan.Call.Model.UpstreamModel, body, cancellationToken), plan.Call))
            yield return meaning;
    }
}
