using System.Globalization;
using LlmGateway.Tool.Local.Aws;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>Gets one answer onto the wire, streamed or whole.</summary>
internal sealed class AnswerPerformance(HttpContext http, SimulatedCall call, IAnswerForm form, AnswerPlayer player, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    public async Task StreamAsync(SimulatedAnswer answer, BedrockTarget target)
    {
        var gone = http.RequestAborted;
        http.Response.ContentType = "application/vnd.amazon.eventstream";
        http.Response.Headers["x-amzn-requestid"] = AwsResponse.NewRequestId();
        if (target.Operation == BedrockOperation.InvokeModelWithResponseStream)
            http.Response.Headers["x-amzn-bedrock-content-type"] = "application/json";
        var writer = new EventStreamWriter(http.Response);
        var firstToken = TimeSpan.Zero;
        try
        {
            foreach (var (type, payload) in form.Opening(answer)) await writer.WriteEventAsync(type, payload, gone);
            await foreach (var step in player.PlayAsync(answer, gone))
            {
                if (firstToken == TimeSpan.Zero) firstToken = time.GetElapsedTime(_start);
                foreach (var (type, payload) in form.Step(step)) await writer.WriteEventAsync(type, payload, gone);
                if (step.Kind == AnswerStepKind.Piece && step.Piece.Length > 0) call.CountToken(time.GetUtcNow());
            }
        }
        catch (ScriptedStreamException e)
        {
            await writer.WriteExceptionAsync(e.Name, e.Text ?? BedrockErrors.OfStream(e.Name).Message, gone);
            call.Finish(SimulatedOutcome.Failed, time.GetUtcNow());
            return;
        }
        foreach (var (type, payload) in form.Closing(answer, time.GetElapsedTime(_start), firstToken))
            await writer.WriteEventAsync(type, payload, gone);
        call.Finish(SimulatedOutcome.Completed, time.GetUtcNow());
    }

    public async Task SendAsync(SimulatedAnswer answer, BedrockTarget target)
    {
        try
        {
            await foreach (var step in player.PlayAsync(answer, http.RequestAborted))
                if (step.Kind == AnswerStepKind.Piece && step.Piece.Length > 0) call.CountToken(time.GetUtcNow());
        }
        catch (ScriptedStreamException e)
        {
            throw new AwsException(BedrockErrors.OfStream(e.Name, e.Text));
        }
        var latency = time.GetElapsedTime(_start);
        if (target.Operation == BedrockOperation.InvokeModel)
        {
            Header("x-amzn-bedrock-input-token-count", answer.Usage.InputTokens);
            Header("x-amzn-bedrock-output-token-count", answer.Usage.OutputTokens);
            Header("x-amzn-bedrock-invocation-latency", (long)latency.TotalMilliseconds);
        }
        await AwsResponse.WriteJsonAsync(http, AwsErrorShape.RestJson, form.Whole(answer, latency));
        call.Finish(SimulatedOutcome.Completed, time.GetUtcNow());
    }

    private void Header(string name, long value) => http.Response.Headers[name] = value.ToString(CultureInfo.InvariantCulture);
}
