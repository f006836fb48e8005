using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmGateway.Shared;
using LlmGateway.Tool.Local.Aws;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>Bedrock Runtime on the real wire, answering from the prompt or as scripted.</summary>
/// <remarks>Authentication and permissions are the front door's: who gets here may.</remarks>
internal sealed class BedrockSimulator(SimulatorScript script, TimeProvider time)
{
    private static readonly TimeSpan ResetDelay = TimeSpan.FromMilliseconds(50);
    private volatile ScriptRunner _runner = new(script);

    /// <summary>Replaces what it does, from the next call on; counts of rules that served start anew.</summary>
    public SimulatorScript Script
    {
        get => _runner.Script;
        set => _runner = new ScriptRunner(value);
    }

    /// <summary>What it received, for tests to read.</summary>
    public SimulatedCalls Calls { get; } = new();

    /// <summary>Answers a call, errors included.</summary>
    public async Task HandleAsync(HttpContext http, SignedRequest request)
    {
        var target = BedrockTarget.Parse(request.Path);
        var call = new SimulatedCall
        {
            Method = request.Method,
            Target = request.Target,
            Headers = request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            Body = request.Body,
            ReceivedAt = time.GetUtcNow(),
            Model = target,
        };
        Calls.Add(call);
        try
        {
            if (target is null || request.Method != HttpMethods.Post)
                throw new AwsException(AwsError.UnknownOperation($"The simulator has no operation {request.Method} {request.Path}."));
            await AnswerAsync(http, target, call);
        }
        catch (AwsException e)
        {
            call.Finish(SimulatedOutcome.Failed, time.GetUtcNow());
            await AwsResponse.WriteErrorAsync(http, AwsErrorShape.RestJson, e.Error);
        }
        catch (ScriptedResetException)
        {
            // A reset overtakes what the kernel still holds of the answer, and the script wants so many tokens to arrive.
            if (http.Response.HasStarted) await Task.Delay(ResetDelay);
            call.Finish(SimulatedOutcome.Failed, time.GetUtcNow());
            http.Abort();
        }
        catch (Exception e) when (http.RequestAborted.IsCancellationRequested && e is OperationCanceledException or IOException)
        {
            call.Finish(SimulatedOutcome.Cancelled, time.GetUtcNow());
        }
        finally
        {
            if (call.Outcome == SimulatedOutcome.Running) call.Finish(SimulatedOutcome.Failed, time.GetUtcNow());
        }
    }

    private async Task AnswerAsync(HttpContext http, BedrockTarget target, SimulatedCall call)
    {
        var body = ReadBody(call.Body);
        var prompt = PromptReader.Read(target, body);
        var rule = ChooseRule(call, target, prompt);
        if (rule.Error is { } error)
        {
            await WriteScriptedErrorAsync(http, error);
            call.Finish(SimulatedOutcome.Failed, time.GetUtcNow());
            return;
        }
        if (rule.Break is { Reset: true, AfterTokens: 0, StallMs: null }) throw new ScriptedResetException();
        if (target.Operation == BedrockOperation.CountTokens)
        {
            BedrockModels.CheckCounting(target.ModelId);
            var counted = new JsonObject { ["inputTokens"] = rule.Usage?.InputTokens ?? prompt.InputTokens };
            await AwsResponse.WriteJsonAsync(http, AwsErrorShape.RestJson, counted);
            call.Finish(SimulatedOutcome.Completed, time.GetUtcNow());
            return;
        }
        if (EmbeddingModels.Includes(target.ModelId))
        {
            await EmbedAsync(http, EmbeddingForm.Read(target.ModelId, body), rule.Usage?.InputTokens);
            call.Finish(SimulatedOutcome.Completed, time.GetUtcNow());
            return;
        }

        var answer = AnswerComposer.Compose(prompt, rule);
        IAnswerForm form = target.Operation is BedrockOperation.Converse or BedrockOperation.ConverseStream
            ? new ConverseForm()
            : new AnthropicForm(target.ModelId);
        var player = new AnswerPlayer((rule.Pace ?? new SimulatorPace()).Or(Script.Pace), rule.Break, time);
        var performance = new AnswerPerformance(http, call, form, player, time);
        await (target.Streams ? performance.StreamAsync(answer, target) : performance.SendAsync(answer, target));
    }

    private static Task EmbedAsync(HttpContext http, EmbeddingForm form, int? tokens)
    {
        http.Response.Headers["x-amzn-bedrock-input-token-count"] = (tokens ?? form.InputTokens).ToString(CultureInfo.InvariantCulture);
        return AwsResponse.WriteJsonAsync(http, AwsErrorShape.RestJson, form.Answer());
    }

    private SimulatorRule ChooseRule(SimulatedCall call, BedrockTarget target, SimulatedPrompt prompt)
    {
        try
        {
            var operation = call.Target.Split('?')[0].Split('/')[^1];
            return _runner.Choose(call.Headers.GetValueOrDefault(ScriptRunner.Header, ""), operation, target.ModelId, prompt);
        }
        catch (SimulatorScriptException e)
        {
            throw new AwsException(AwsError.Validation(e.Message));
        }
    }

    private static JsonObject ReadBody(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonNode.Parse(body.Span) as JsonObject ?? throw new AwsException(AwsError.Serialization("The body is not a JSON object."));
        }
        catch (JsonException)
        {
            throw new AwsException(AwsError.Validation("Malformed input request, please reformat your input and try again."));
        }
    }

    private static Task WriteScriptedErrorAsync(HttpContext http, ScriptedError scripted)
    {
        var error = BedrockErrors.Of(scripted.Type, scripted.Message, scripted.Status);
        if (scripted.RetryAfter is { } seconds) http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (!scripted.EmptyBody) return AwsResponse.WriteErrorAsync(http, AwsErrorShape.RestJson, error);
        http.Response.Headers["x-amzn-errortype"] = error.Code;
        return AwsResponse.WriteJsonAsync(http, AwsErrorShape.RestJson, [], error.Status);
    }
}
