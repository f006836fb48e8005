using System.Text.Json;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Upstreams;
using LlmGateway.Core.Upstreams.Tools;
using LlmGateway.Shared;

namespace LlmGateway.Core.Pipeline;

/// <summary>Counts a prompt's tokens: by the model where it can, else from lengths, and then the response says so.</summary>
internal static class CountStep
{
    public static async Task RunAsync(Exchange exchange, IUpstream upstream, ResponseHeaders headers, CancellationToken cancellationToken)
    {
        var call = InvokeStep.CallOf(exchange, upstream);
        var counted = await upstream.CountTokensAsync(FittedTools.Of(call)?.Call ?? call, cancellationToken);
        using (var json = new Utf8JsonWriter(exchange.Output, JsonWriting.Options))
        {
            json.WriteStartObject();
            if (exchange.Route == HandlerContract.Routes.CountResponse) json.WriteString("object"u8, "response.input_tokens"u8);
            json.WriteNumber("input_tokens"u8, counted ?? UsageEstimate.Of(exchange.Parsed!.Request, exchange.Answer).InputTokens);
            json.WriteEndObject();
        }
        await headers.StartCountAsync(exchange, isEstimate: counted is null, cancellationToken);
        await exchange.Response.WriteAsync(exchange.Output.WrittenMemory, cancellationToken);
        exchange.CompletedWhole = true;
    }
}
