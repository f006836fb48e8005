using System.Text.Json;
using LlmGateway.Core.Pipeline;
using LlmGateway.Handler.Runtime;

namespace LlmGateway.Handler.Rest;

/// <summary>Answers one HTTP request.</summary>
internal delegate Task RestPipeline(GatewayHttpRequest request, IGatewayHttpResponse response, CancellationToken cancellationToken);

/// <summary>The role <c>rest</c>: a REST proxy event becomes a request of the gateway, and its answer a response stream.</summary>
internal sealed class RestHandler(RestPipeline pipeline) : IInvocationHandler
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
        await pipeline(request, new RestResponse(response), cancellationToken);
    }
}
