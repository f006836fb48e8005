using System.Text.Json.Nodes;

namespace LlmGateway.Client.Sockets;

/// <summary>A prompt that is larger than a message may be, in parts that are not.</summary>
/// <param name="id">Of the upload.</param>
/// <param name="text">All of it.</param>
internal sealed class PromptUpload(string id, string text)
{
    /// <summary>API Gateway's 128 KB for a message, with room for what surrounds the prompt.</summary>
    private const int MostInMessage = 120 * 1024;

    /// <summary>Of JSON.</summary>
    private const int BytesInPart = 100 * 1024;

    public string Id => id;

    public static bool IsNeeded(JsonObject message) => NativeWire.Bytes(message).Length > MostInMessage;

    public IEnumerable<byte[]> Messages()
    {
        List<string> parts = [];
        for (var start = 0; start < text.Length; start += parts[^1].Length) parts.Add(text[start..EndOf(start)]);
        return parts.Select((part, number) => NativeWire.Bytes(new JsonObject { ["action"] = "upload", ["upload_id"] = id, ["part"] = number, ["of"] = parts.Count, ["text"] = part }));
    }

    private int EndOf(int start)
    {
        var bytes = 0;
        for (var end = start; end < text.Length; end++)
        {
            bytes += BytesOf(text[end]);
            if (bytes > BytesInPart) return char.IsLowSurrogate(text[end]) ? end - 1 : end;
        }
        return text.Length;
    }

    /// <summary>In JSON: what is escaped takes six, and half a character of two always is.</summary>
    private static int BytesOf(char character) => character switch
    {
        < ' ' => 6,
        '"' or '\\' => 2,
        < (char)0x80 => 1,
        < (char)0x800 => 2,
        _ when char.IsSurrogate(character) => 6,
        _ => 3,
    };
}
