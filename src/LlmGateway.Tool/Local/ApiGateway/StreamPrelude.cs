using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.ApiGateway;

/// <summary>Reads what comes before a streamed body: metadata as JSON, then eight NUL bytes. It may arrive in any pieces.</summary>
internal sealed class StreamPrelude
{
    public const int DelimiterLength = 8;

    /// <summary>More than this without a delimiter is no metadata.</summary>
    public const int LargestMetadata = 1024 * 1024;

    private readonly ArrayBufferWriter<byte> _metadata = new();
    private int _nuls;

    /// <summary>The head, once the delimiter is complete.</summary>
    public ResponseHead? Head { get; private set; }

    /// <summary>Takes the next piece.</summary>
    /// <returns>How much of it belongs to the prelude; the rest is body.</returns>
    /// <exception cref="RefusedException">This is no prelude.</exception>
    public int Take(ReadOnlySpan<byte> piece)
    {
        for (var i = 0; i < piece.Length; i++)
        {
            if (piece[i] != 0)
            {
                // JSON text holds no NUL: a delimiter that breaks off can't be metadata.
                if (_nuls > 0 || _metadata.WrittenCount == LargestMetadata) throw Malformed();
                _metadata.Write(piece.Slice(i, 1));
                continue;
            }
            if (++_nuls < DelimiterLength) continue;
            Head = Parse();
            return i + 1;
        }
        return piece.Length;
    }

    private ResponseHead Parse()
    {
        // Nothing before the delimiter: AWS takes that for a plain 200.
        if (_metadata.WrittenCount == 0) return ResponseHead.From(new JsonObject { ["statusCode"] = 200 });
        try
        {
            return JsonNode.Parse(_metadata.WrittenSpan) is JsonObject metadata ? ResponseHead.From(metadata) : throw Malformed();
        }
        catch (JsonException)
        {
            throw Malformed();
        }
    }

    private static RefusedException Malformed() =>
        new(GatewayRefusal.MalformedProxyResponse, "the streamed answer does not begin with metadata and eight NUL bytes");
}
