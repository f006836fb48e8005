using System.Text.Json;
using LlmGateway.Core.Pipeline;
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
        RestEvent rest;
        try
        {
            rest = RestEventReader.Read(invocation.Event);
        }
        catch (JsonException malformed)
        {
            throw new InvalidDataException("The event is no API Gateway REST proxy event.", malformed);
        }
        if (rest.Method is null) throw new InvalidDataException("The event is no API Gateway REST proxy event: it has no httpMethod.");
        var request = new GatewayHttpRequest
        {
            RequestId = rest.RequestId ?? invocation.Id,
            Method = rest.Method,
            Path = RestPath.Of(rest),
            Headers = rest.Headers,
            Body = rest.Body,
            Caller = RestIdentity.Of(rest),
            Deadline = invocation.Deadline,
        };
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
}
