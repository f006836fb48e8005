using System.Text.Json;
using LlmGateway.Core.Pipeline;
using LlmGateway.Handler.Authorization;
using LlmGateway.Handler.Runtime;
using LlmGateway.Handler.Telemetry;

namespace LlmGateway.Handler.Rest;

/// <summary>Answers one HTTP request.</summary>
internal delegate Task RestPipeline(GatewayHttpRequest request, IGatewayHttpResponse response, CancellationToken cancellationToken);

/// <summary>The role <c>rest</c>: a REST proxy event becomes a request of the gateway, and its answer a response stream.</summary>
/// <param name="pipeline">Answers requests.</param>
/// <param name="contentLog">Where prompts and answers are logged; null: nowhere.</param>
internal sealed class RestHandler(RestPipeline pipeline, JsonLog? contentLog = null) : IInvocationHandler
{
    public async Task HandleAsync(Invocation invocation, InvocationResponse response, CancellationToken cancellationToken)
    {
        var request = RequestOf(invocation.Event, invocation.Id, invocation.Deadline);
        var http = new RestResponse(response);
        if (contentLog is null)
        {
            await pipeline(request, http, cancellationToken);
            return;
        }
        var content = new ContentLog(request, http, contentLog);
        await pipeline(request, content, cancellationToken);
        content.Write();
    }

    /// <summary>What an event asks for.</summary>
    /// <exception cref="InvalidDataException">It is no REST proxy event.</exception>
    public static GatewayHttpRequest RequestOf(Memory<byte> utf8Event, string invocationId, DateTimeOffset? deadline)
    {
        RestEvent rest;
        try
        {
            rest = RestEventReader.Read(utf8Event);
        }
        catch (JsonException malformed)
        {
            throw new InvalidDataException("The event is no API Gateway REST proxy event.", malformed);
        }
        return new GatewayHttpRequest
        {
            RequestId = rest.RequestId ?? invocationId,
            Method = rest.Method ?? throw new InvalidDataException("The event is no API Gateway REST proxy event: it has no httpMethod."),
            Path = RestPath.Of(rest),
            Headers = rest.Headers,
            Query = rest.Query,
            Body = rest.Body,
            Caller = VerifiedCaller.Of(rest.Caller),
            Deadline = deadline,
        };
    }
}
