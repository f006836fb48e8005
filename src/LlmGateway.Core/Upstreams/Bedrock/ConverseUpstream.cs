using System.Runtime.CompilerServices;
using System.Text.Json;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Upstreams.Bedrock;

/// <summary>Any model of Bedrock, through Converse and ConverseStream.</summary>
internal sealed class ConverseUpstream(IBedrockRuntime bedrock) : IUpstream
{
    public bool Speaks(WireProtocol protocol) => false;

    public async IAsyncEnumerable<ChatEvent> InvokeAsync(UpstreamCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var body = ConverseRequestWriter.Write(call);
        var events = call.Request.Stream && call.Model.Capabilities.Streaming != false
            ? StreamAsync(call, body, cancellationToken)
            : WholeAsync(call, body, cancellationToken);
        await using var source = events.GetAsyncEnumerator(cancellationToken);
        while (await MoveAsync(source, call, cancellationToken)) yield return source.Current;
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

    // 'yield' stands in no 'try' with a 'catch': errors are translated around the step instead.
    private static async ValueTask<bool> MoveAsync(IAsyncEnumerator<ChatEvent> source, UpstreamCall call, CancellationToken cancellationToken)
    {
        try
        {
            return await source.MoveNextAsync();
        }
        catch (AwsServiceException refused)
        {
            throw BedrockErrors.Translate(refused, call.Model.Alias);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException
            && !cancellationToken.IsCancellationRequested)
        {
            throw new GatewayException(new GatewayError(ErrorKind.UpstreamFailed, $"The line to Bedrock broke while '{call.Model.Alias}' answered."), broken);
        }
    }
}
