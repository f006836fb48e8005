namespace LlmGateway.Core.Files;

/// <summary>Which types of files a model may be shown.</summary>
internal static class FileTypes
{
    /// <summary>What is asked for, and listed in messages.</summary>
    public const string Images = "image/png, image/jpeg, image/gif, image/webp";

    private const string Office = "application/vnd.openxmlformats-officedocument.";

    private static readonly HashSet<string> Documents =
    [
        "application/pdf", "application/msword", "application/vnd.ms-excel", "application/json", "application/xml",
        Office + "wordprocessingml.document", Office + "spreadsheetml.sheet",
    ];

    /// <summary>The type of what came, or null: none that a model could be shown.</summary>
    /// <param name="said">By the server, without parameters.</param>
    /// <param name="data">The file.</param>
    /// <param name="image">An image is wanted, not a document.</param>
    public static string? Of(string? said, ReadOnlySpan<byte> data, bool image)
    {
        // Stores of files often know no better.
        if (said is null or "" or "application/octet-stream" or "binary/octet-stream") said = ByContent(data);
        if (said is null) return null;
        return image ? Images.Split(", ").Contains(said) ? said : null
            : said.StartsWith("text/", StringComparison.Ordinal) || Documents.Contains(said) ? said : null;
    }

    /// <summary>By the first bytes; null: they don't tell.</summary>
    public static string? ByContent(ReadOnlySpan<byte> data) =>
        data is [0x89, (byte)'P', (byte)'N', (byte)'G', ..] ? "image/png"
        : data is [0xFF, 0xD8, 0xFF, ..] ? "image/jpeg"
        : data.StartsWith("GIF8"u8) ? "image/gif"
        : data.Length > 12 && data.StartsWith("RIFF"u8) && data[8..].StartsWith("WEBP"u8) ? "image/webp"
        : data.StartsWith("%PDF-"u8) ? "application/pdf"
        : null;
}
