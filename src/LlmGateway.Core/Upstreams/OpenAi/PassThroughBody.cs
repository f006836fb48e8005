using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using LlmGateway.Core.Protocols;

namespace LlmGateway.Core.Upstreams.OpenAi;

/// <summary>
/// The caller's own body, byte for byte, but for the model's name and, where the caller said nothing of it, what the operator set and the wish to hear of usage.
/// </summary>
internal static class PassThroughBody
{
    /// <param name="body">A request that was parsed already.</param>
    /// <param name="model">The upstream's name of the model.</param>
    /// <param name="streamed">The caller wants a stream whose usage has to be asked for.</param>
    /// <param name="defaults">What the operator set; null: nothing.</param>
    /// <returns>The bytes, and whether usage was asked for in the caller's stead.</returns>
    public static (ReadOnlyMemory<byte> Body, bool AskedForUsage) Write(ReadOnlyMemory<byte> body, string model, bool streamed, OperatorDefaults? defaults = null)
    {
        var places = Places.Find(body.Span);
        List<(int Start, int End, string With)> edits = [];
        var first = new StringBuilder();
        Set("model", JsonText(model), replace: true);
        if (defaults is { Temperature: { } temperature } && !places.Says("temperature") && !places.Says("top_p") && !places.Says("thinking"))
            Set("temperature", temperature.ToString(CultureInfo.InvariantCulture));
        if (defaults is { MaxTokens: { } most } && !places.Says("max_tokens") && !places.Says("max_completion_tokens") && !places.Says("max_output_tokens"))
            Set(defaults.LimitName, most.ToString(CultureInfo.InvariantCulture));
        var ask = streamed && !places.SaysUsage;
        if (ask && places.Says("stream_options") && places["stream_options"] is { } options)
            edits.Add((options.Start + 1, options.Start + 1, places.StreamOptionsEmpty ? "\"include_usage\":true" : "\"include_usage\":true,"));
        else if (ask)
            Set("stream_options", """{"include_usage":true}""");
        if (first.Length > 0) edits.Add((places.RootStart, places.RootStart, places.IsEmpty ? first.ToString(0, first.Length - 1) : first.ToString()));
        return (Apply(body.Span, edits), ask);

        // A member that is null is not said: a second one of the name would be one too many.
        void Set(string name, string json, bool replace = false)
        {
            if (places[name] is { } place && (replace || place.IsNull)) edits.Add((place.Start, place.End, json));
            else first.Append('"').Append(name).Append("\":").Append(json).Append(',');
        }
    }

    private static string JsonText(string text)
    {
        var output = new ArrayBufferWriter<byte>(text.Length + 2);
        using (var json = new Utf8JsonWriter(output)) json.WriteStringValue(text);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static byte[] Apply(ReadOnlySpan<byte> body, List<(int Start, int End, string With)> edits)
    {
        edits.Sort((one, other) => one.Start.CompareTo(other.Start));
        var output = new ArrayBufferWriter<byte>(body.Length + 256);
        var at = 0;
        foreach (var (start, end, with) in edits)
        {
            output.Write(body[at..start]);
            Encoding.UTF8.GetBytes(with, output);
            at = end;
        }
        output.Write(body[at..]);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Where in the body the members of interest stand, as byte offsets.</summary>
    private sealed class Places
    {
        private static readonly string[] Names =
            ["model", "stream_options", "temperature", "top_p", "thinking", "max_tokens", "max_completion_tokens", "max_output_tokens"];

        private readonly Dictionary<string, (int Start, int End, bool IsNull)> _found = new(StringComparer.Ordinal);

        /// <summary>Just behind the opening brace.</summary>
        public int RootStart { get; private set; }
        public bool IsEmpty { get; private set; } = true;
        public bool StreamOptionsEmpty { get; private set; } = true;
        public bool SaysUsage { get; private set; }

        public (int Start, int End, bool IsNull)? this[string name] => _found.TryGetValue(name, out var place) ? place : null;

        public bool Says(string name) => _found.TryGetValue(name, out var place) && !place.IsNull;

        public static Places Find(ReadOnlySpan<byte> body)
        {
            var places = new Places();
            var reader = JsonBody.Reader(body);
            reader.Read();
            places.RootStart = (int)reader.BytesConsumed;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                places.IsEmpty = false;
                string? name = null;
                foreach (var one in Names)
                    if (reader.ValueTextEquals(one)) name = one;
                reader.Read();
                var (start, isNull) = ((int)reader.TokenStartIndex, reader.TokenType == JsonTokenType.Null);
                if (name == "stream_options" && reader.TokenType == JsonTokenType.StartObject) places.ReadOptions(ref reader);
                else reader.Skip();
                if (name is not null) places._found[name] = (start, (int)reader.BytesConsumed, isNull);
            }
            return places;
        }

        private void ReadOptions(ref Utf8JsonReader reader)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                StreamOptionsEmpty = false;
                SaysUsage |= reader.ValueTextEquals("include_usage"u8);
                reader.Read();
                reader.Skip();
            }
        }
    }
}
