using System.Text.Encodings.Web;
using System.Text.Json;

namespace LlmGateway.Core.Protocols;

/// <summary>How we write JSON: text stays readable (no page embeds it unescaped), and our own code is trusted to be well-formed.</summary>
internal static class JsonWriting
{
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
}
