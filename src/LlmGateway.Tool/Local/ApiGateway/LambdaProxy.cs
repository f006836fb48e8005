using LlmGateway.Tool.Local.Lambda;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Local.ApiGateway;

/// <summary>Lambda proxy integration: the request as an event, the function's answer as the response.</summary>
internal sealed class LambdaProxy(LambdaService lambda, LambdaPermissions permissions, ILocalTrace trace, TimeProvider time, TimeSpan? idle = null)
{
    /// <summary>Lambda's limit of a request's payload.</summary>
    public const int LargestEvent = 6_291_556;

    private readonly StreamedProxy _streamed = new(idle ?? StreamedProxy.RegionalIdle, time);

    /// <exception cref="RefusedException">API Gateway answers in the function's place.</exception>
    public async Task AnswerAsync(ApiRequest request)
    {
        var integration = request.Method.Integration;
        var function = lambda.Find(integration.FunctionArn!) ?? throw new RefusedException(GatewayRefusal.Configuration, $"the stack has no function {integration.FunctionArn}");
        if (!permissions.Allow(function.Function.Arn, request))
        {
            throw new RefusedException(GatewayRefusal.Configuration,
                $"no AWS::Lambda::Permission lets API Gateway invoke {function.Function.LogicalId} for {request.Method.HttpMethod} {request.Method.ResourcePath}");
        }
        var payload = ProxyEvent.Write(request);
        if (payload.Length > LargestEvent) throw new RefusedException(GatewayRefusal.RequestTooLarge, "the event is larger than Lambda takes");

        using var timeout = new CancellationTokenSource(integration.Timeout, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, request.Http.RequestAborted);
        LambdaInvocation? invocation = null;
        try
        {
            invocation = await function.InvokeAsync(request.RequestId, payload, ended.Token);
            var reply = await invocation.Reply.WaitAsync(ended.Token);
            await CopyAsync(request, reply, integration.Streams, ended.Token);
        }
        catch (LambdaException failure)
        {
            throw new RefusedException(GatewayRefusal.MalformedProxyResponse, $"{function.Function.LogicalId}: {failure.ErrorType}: {failure.Message}");
        }
        catch (OperationCanceledException) when (request.Http.RequestAborted.IsCancellationRequested)
        {
            trace.Step(request.RequestId, "the client went away");
            invocation?.Cancel();
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            invocation?.Cancel();
            if (!request.Http.Response.HasStarted) throw new RefusedException(GatewayRefusal.IntegrationTimeout);
            trace.Step(request.RequestId, "the integration's time is up: the stream is cut");
            request.Http.Abort();
        }
        catch (StreamBrokenException broken)
        {
            trace.Step(request.RequestId, $"the stream broke: {broken.Message}");
            invocation?.Cancel();
        }
        catch (IOException) when (request.Http.RequestAborted.IsCancellationRequested)
        {
            invocation?.Cancel();
        }
    }

    private async Task CopyAsync(ApiRequest request, LambdaReply reply, bool streams, CancellationToken cancellationToken)
    {
        if (!streams)
        {
            await BufferedProxy.WriteAsync(request, reply, cancellationToken);
            return;
        }
        if (!reply.IsStreamed)
            throw new RefusedException(GatewayRefusal.MalformedProxyResponse, "the integration streams, and the function answered without Lambda-Runtime-Function-Response-Mode: streaming");
        var received = time.GetTimestamp();
        var sent = await _streamed.CopyAsync(request, reply, FirstByte, cancellationToken);
        trace.Step(request.RequestId, $"{request.Http.Response.StatusCode}: {sent} bytes streamed in {Milliseconds(received)} ms");

        void FirstByte() => trace.Step(request.RequestId, $"{request.Http.Response.StatusCode}: the body begins");
    }

    private long Milliseconds(long since) => (long)time.GetElapsedTime(since).TotalMilliseconds;
}
