namespace LlmGateway.Core.Protocols.Native;

/// <summary>How a message names an upload in the place of an image: <c>upload:ID</c>.</summary>
internal static class UploadReference
{
    private const string Scheme = "upload:";

    /// <returns>The upload's id; null: it names none.</returns>
    public static string? IdOf(string image) => image.StartsWith(Scheme, StringComparison.Ordinal) ? image[Scheme.Length..] : null;
}
