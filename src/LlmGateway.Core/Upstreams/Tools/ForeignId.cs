using System.Buffers.Text;
using System.Text;

namespace LlmGateway.Core.Upstreams.Tools;

/// <summary>
/// An id that a server gave and that a client of Anthropic's may not be given (<c>functions.f:0</c>): written in letters that it may, so that the id can be read
/// again when the client sends it back, by whichever protocol, and the server gets its own.
/// </summary>
internal static class ForeignId
{
    private const string Mark = "call_b64_";

    public static string ForAnthropic(string id) => ToolUseId.Fits(id) ? id : Mark + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(id));

    public static string Original(string id)
    {
        if (!id.StartsWith(Mark, StringComparison.Ordinal)) return id;
        var written = id.AsSpan(Mark.Length);
        if (!Base64Url.IsValid(written)) return id;
        return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(written));
    }
}
