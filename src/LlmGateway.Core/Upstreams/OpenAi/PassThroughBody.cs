using System.Buffers;
using System.Text;
using System.Text.Json;

namespace LlmGateway.Core.Upstreams.OpenAi;

/// <summary>The caller's own body, byte for byte, but for the model's name and, where the caller said nothing of it, the wish to hear of usage.</summary>
internal static class PassThroughBody
{
    /// <param name="body">A chat-completions request that was parsed already.</param>
    /// <param name="model">The upstream's name of the model.</param>
    /// <param name="streamed">The caller wants a stream.</param>
    /// <returns>The bytes, and whether usage was asked for in the caller's stead.</returns>
    public static (ReadOnlyMemory<byte> Body, bool AskedForUsage) Write(ReadOnlyMemory<byte> body, string model, bool streamed)
    {
        var places = Places.Find(body.Span);
        var name = new ArrayBufferWriter<byte>(model.Length + 2);
        using (var json = new Utf8JsonWriter(name)) json.WriteStringValue(model);
        var ask = streamed && !places.SaysUsage;

        List<(int Start, int End, byte[] With)> edits = [];
        if (places.Model is { } given) edits.Add((given.Start, given.End, name.WrittenSpan.ToArray()));
        else edits.Add((places.RootStart, places.RootStart, [.. "\"model\":"u8, .. name.WrittenSpan, .. ","u8]));
        if (ask && places.StreamOptions is { } options)
            edits.Add((options.Start + 1, options.Start + 1, Encoding.UTF8.GetBytes(places.StreamOptionsEmpty ? "\"include_usage\":true" : "\"include_usage\":true,")));
        else if (ask && places.NoStreamOptions is { } nothing)
            edits.Add((nothing.Start, nothing.End, "{\"include_usage\":true}"u8.ToArray()));
        else if (ask)
            edits.Add((places.RootStart, places.RootStart, "\"stream_options\":{\"include_usage\":true},"u8.ToArray()));
        return (Apply(body.Span, edits), ask);
    }

    private static byte[] Apply(ReadOnlySpan<byte> body, List<(int Start, int End, byte[] With)> edits)
    {
        edits.Sort((one, other) => one.Start.CompareTo(other.Start));
        var output = new ArrayBufferWriter<byte>(body.Length + 128);
        var at = 0;
        foreach (var (start, end, with) in edits)
        {
            output.Write(body[at..start]);
            output.Write(with);
            at = end;
        }
        output.Write(body[at..]);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Where in the body the members of interest stand, as byte offsets.</summary>
    private sealed class Places
    {
        /// <summary>Just behind the opening brace.</summary>
        public int RootStart { get; private set; }
        public (int Start, int End)? Model { get; private set; }
        public (int Start, int End)? StreamOptions { get; private set; }

        /// <summary>They are said to be null: a second member of the name would be one too many.</summary>
        public (int Start, int End)? NoStreamOptions { get; private set; }
        public bool StreamOptionsEmpty { get; private set; } = true;
        public bool SaysUsage { get; private set; }

        public static Places Find(ReadOnlySpan<byte> body)
        {
            var places = new Places();
            var reader = new Utf8JsonReader(body);
            reader.Read();
            places.RootStart = (int)reader.BytesConsumed;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isModel = reader.ValueTextEquals("model"u8);
                var isOptions = reader.ValueTextEquals("stream_options"u8);
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                if (isOptions && reader.TokenType == JsonTokenType.StartObject) places.ReadOptions(ref reader);
                else reader.Skip();
                if (isModel) places.Model = (start, (int)reader.BytesConsumed);
                if (isOptions && reader.TokenType == JsonTokenType.Null) places.NoStreamOptions = (start, (int)reader.BytesConsumed);
                if (isOptions && reader.TokenType == JsonTokenType.EndObject) places.StreamOptions = (start, (int)reader.BytesConsumed);
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
