using System.Net;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Pipeline;
using LlmGateway.Core.Telemetry;
using LlmGateway.Core.Upstreams;
using LlmGateway.Handler.Hosting;
using LlmGateway.Shared;

namespace LlmGateway.Handler.Rest;

/// <summary>
/// Sends one request through everything but the network before the first poll. It loads OpenSSL and touches the code on the way: work that
/// Lambda gives a whole processor while it starts a function, and a fraction of one afterwards.
/// </summary>
internal static class WarmUp
{
    private const string Model = "warm-up";

    private static readonly byte[] Event = """
        {"resource":"/v1/chat/completions","httpMethod":"POST","headers":{"content-type":"application/json"},"requestContext":{"requestId":"warm-up"},
        "body":"{\"model\":\"warm-up\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"}
        """u8.ToArray();

    public static async Task RunAsync(HandlerEnvironment environment, TimeProvider time, CancellationToken cancellationToken)
    {
        // Lambda always has credentials in the environment; elsewhere the search for some may ask the network.
        if (environment.Variable("AWS_ACCESS_KEY_ID") is null) return;
        using var http = new HttpMessageInvoker(new CannedAnswer());
        var aws = new AwsServices(http, environment.Region!, environment.Variable, time);
        var document = new GatewayDocument
        {
            Name = Model,
            Models = [new ModelDocument { Alias = Model, Upstream = UpstreamKinds.Bedrock, Model = Model }],
        };
        var pipeline = GatewayPipeline.Create(document, new UpstreamRouter(http, aws, time).For, cache: null, new Silence(), time);
        var request = RestHandler.RequestOf(Event, Model, deadline: null);
        await pipeline.RunAsync(request, new Silence(), cancellationToken);
    }

    private sealed class CannedAnswer : HttpMessageHandler
    {
        private static readonly byte[] Converse =
            """{"output":{"message":{"role":"assistant","content":[{"text":"Hello"}]}},"stopReason":"end_turn","usage":{"inputTokens":1,"outputTokens":1}}"""u8.ToArray();

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(Converse) });
    }

    private sealed class Silence : IGatewayHttpResponse, ITelemetrySink
    {
        public ValueTask StartAsync(int status, IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken cancellationToken)
        {
            RestResponse.Prelude(status, headers);
            return ValueTask.CompletedTask;
        }

        public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public void Report(RequestReport report)
        {
        }

        public void Failure(string requestId, string what, Exception cause)
        {
        }
    }
}
