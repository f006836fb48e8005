using System.Runtime.CompilerServices;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Upstreams.Bedrock;

/// <summary>Any model of Bedrock, through Converse and ConverseStream.</summary>
internal sealed class ConverseUpstream(IBedrockRuntime bedrock)
{
    public IAsyncEnumerable<ChatEvent> InvokeAsync(UpstreamCall call, CancellationToken cancellationToken)
    {
        var body = ConverseRequestWriter.Write(call);
        return call.Request.Stream && call.Model.Capabilities.Streaming != false
            ? StreamAsync(call, body, cancellationToken)
            : WholeAsync(call, body, cancellationToken);
    }

    private async IAsyncEnumerable<ChatEvent> StreamAsync(UpstreamCall call, ReadOnlyMemory<byte> body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = new ConverseStreamReader();
        await foreach (var received in bedrock.ConverseStreamAsync(call.Model.UpstreamModel, body, cancellationToken))
            if (reader.Read(received) is { } meaning) yield return meaning;
    }

    private async IAsyncEnumerable<ChatEvent> WholeAsync(UpstreamCall call, ReadOnlyMemory<byte> body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var meaning in ConverseResponseReader.Read(await bedrock.ConverseAsync(call.Model.UpstreamModel, body, cancellationToken)))
            yield return meaning;
    }
}
