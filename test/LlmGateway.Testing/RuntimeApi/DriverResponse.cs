using System.Text;
using System.Text.Json.Nodes;

namespace LlmGateway.Testing.RuntimeApi;

/// <summary>A response as a handler sent it.</summary>
/// <param name="Pieces">Its bytes as they came in.</param>
/// <param name="RequestHeaders">Headers of the handler's POST.</param>
public sealed record DriverResponse(IReadOnlyList<ResponsePiece> Pieces, IReadOnlyDictionary<string, string> RequestHeaders)
{
    /// <summary>The error in the response's place, or from its trailers.</summary>
    public ReportedError? Error { get; init; }

    /// <summary>The handler closed the connection before the response's end, or the driver did.</summary>
    public bool IsBrokenOff { get; init; }

    public byte[] Bytes { get; } = [.. Pieces.SelectMany(piece => piece.Data)];

    /// <summary>Status, headers and cookies: what stands before the eight NULs.</summary>
    public JsonNode Metadata => JsonNode.Parse(Bytes.AsSpan(0, DelimiterAt))!;

    public int Status => (int)Metadata["statusCode"]!;

    public string Body => Encoding.UTF8.GetString(Bytes.AsSpan(DelimiterAt + 8));

    private int DelimiterAt
    {
        get
        {
            var at = Bytes.AsSpan().IndexOf(new byte[8]);
            return at >= 0 ? at : throw new InvalidOperationException($"No delimiter in the response: {Encoding.UTF8.GetString(Bytes)}");
        }
    }

    /// <summary>A header by its name, in whichever case it was sent.</summary>
    public string? Header(string name) => (string?)Metadata["headers"]!.AsObject()
        .FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}

/// <summary>Bytes that came in together, and when, from the moment the event was handed out.</summary>
public sealed record ResponsePiece(TimeSpan At, byte[] Data);
