using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using LlmGateway.Core.Tests.Upstreams;

namespace LlmGateway.Core.Tests.Field;

/// <summary>
/// One oddity of a model server, a line of <c>Answers.jsonl</c>: what it sends, as events (<c>stream</c>) and as one body (<c>whole</c>), in the wire of
/// <c>upstream</c> (openai, anthropic, converse); and what each client understands of it (<c>says</c>: text, reasoning, signature, calls as name and
/// arguments, finish, input and output tokens; a call's third item is the object that clients of Messages get where the arguments are cut).
/// </summary>
internal sealed class AnswerRow(JsonElement row)
{
    public string Name => $"{row.GetProperty("rule")}, {Upstream}: {row.GetProperty("name")}";
    public string Upstream => row.GetProperty("upstream").GetString()!;
    public bool Tagged => row.TryGetProperty("tags", out _);
    public JsonElement Says => row.GetProperty("says");
    public bool Has(string form) => row.TryGetProperty(form, out _);

    /// <summary>The bytes of a stream, or of a whole answer.</summary>
    public byte[] Bytes(string form)
    {
        var sent = row.GetProperty(form);
        if (form == "whole") return Raw(sent);
        return [.. sent.EnumerateArray().SelectMany(one => Upstream == "converse" ? Frame(one)
            : one.ValueKind == JsonValueKind.String ? Encoding.UTF8.GetBytes(one.GetString()!) : [.. "data: "u8, .. Raw(one), .. "\n\n"u8])];
    }

    /// <summary>The same, one by one and without framing.</summary>
    public IReadOnlyList<Piece> Pieces(string form)
    {
        var sent = row.GetProperty(form);
        return form == "whole" ? [new Piece("", Raw(sent))] : [.. sent.EnumerateArray().Select(one => Upstream == "converse" ? Unframed(one)
            : one.ValueKind == JsonValueKind.String ? new Piece("raw", Encoding.UTF8.GetBytes(one.GetString()!)) : new Piece("chunk", Raw(one)))];
    }

    public HttpResponseMessage Response(string form)
    {
        var content = new ByteArrayContent(Bytes(form));
        content.Headers.TryAddWithoutValidation("content-type", form == "whole" ? "application/json" : Upstream == "converse" ? "application/vnd.amazon.eventstream" : "text/event-stream");
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
    }

    // Each event of Converse is an object with its type as the one member.
    private static Piece Unframed(JsonElement one)
    {
        var member = one.EnumerateObject().Single();
        return new Piece(member.Name, Raw(member.Value));
    }

    private static byte[] Frame(JsonElement one)
    {
        var piece = Unframed(one);
        return Wire.Frame(piece.Type, Encoding.UTF8.GetString(piece.Json));
    }

    // As it stands in the file: a serializer would mend what is to be odd.
    private static byte[] Raw(JsonElement json) => JsonMarshal.GetRawUtf8Value(json).ToArray();

    public static IReadOnlyDictionary<string, AnswerRow> All { get; } = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Field", "Answers.jsonl"))
        .Where(line => line.StartsWith('{')).Select(line => new AnswerRow(JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 1000 }).RootElement))
        .ToDictionary(row => row.Name, StringComparer.Ordinal);
}
