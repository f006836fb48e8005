using System.Buffers;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols;

namespace LlmGateway.Core.Files;

/// <summary>Fetches images and documents that requests name by address. Whatever goes wrong is the request's fault, and is told by its field.</summary>
/// <param name="http">That reaches public addresses alone.</param>
internal sealed class RemoteFiles(HttpMessageInvoker http)
{
    private const int MostRedirects = 5;
    private const int MostBytes = 10 * 1024 * 1024;

    /// <returns>An image, or a document where the part has a name.</returns>
    /// <exception cref="GatewayException">It can't be had.</exception>
    public async Task<ContentPart> GetAsync(RemotePart part, FetchBudget budget, CancellationToken cancellationToken)
    {
        try
        {
            var address = part.Address;
            for (var redirects = 0; redirects <= MostRedirects; redirects++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, address);
                request.Headers.TryAddWithoutValidation("accept", part.Name is null ? FileTypes.Images : "*/*");
                request.Headers.TryAddWithoutValidation("user-agent", "llm-gateway");
                using var response = await http.SendAsync(request, cancellationToken);
                if ((int)response.StatusCode is >= 300 and < 400 && response.Headers.Location is { } location)
                {
                    // As strange as the first one: the connection checks where it leads, and here is no other protocol.
                    address = new Uri(address, location);
                    if (address.Scheme is not ("http" or "https")) throw Refused(part, "leads to an address that is neither http nor https");
                    continue;
                }
                if (!response.IsSuccessStatusCode) throw Refused(part, $"could not be fetched: its server answered {(int)response.StatusCode}");
                return await ReadAsync(part, response.Content, budget, cancellationToken);
            }
            throw Refused(part, $"is redirected more than {MostRedirects} times");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or InvalidOperationException or UriFormatException or NotSupportedException)
        {
            throw failure.GetBaseException() is AddressNotPublicException
                ? Refused(part, "leads to an address that is not public, and this gateway fetches from no other", failure)
                : Refused(part, "could not be fetched", failure);
        }
    }

    private static async Task<ContentPart> ReadAsync(RemotePart part, HttpContent content, FetchBudget budget, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > MostBytes) throw TooLarge(part);
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var data = new ArrayBufferWriter<byte>(64 * 1024);
        while (await stream.ReadAsync(data.GetMemory(16 * 1024), cancellationToken) is > 0 and var read)
        {
            data.Advance(read);
            if (data.WrittenCount > MostBytes || !budget.Take(read)) throw TooLarge(part);
        }
        var said = content.Headers.NonValidated.TryGetValues("content-type", out var values) ? SentFiles.MediaType(values.ToString()) : null;
        if (FileTypes.Of(said, data.WrittenSpan, image: part.Name is null) is not { } type)
            throw Refused(part, $"is of the type '{said}'; {(part.Name is null ? $"an image must be one of {FileTypes.Images}" : "a document must be a PDF, text, or one of an office")}");
        return part.Name is { } name ? new DocumentPart(name, type, data.WrittenMemory) : new ImagePart(type, data.WrittenMemory);
    }

    private static GatewayException TooLarge(RemotePart part) =>
        Refused(part, $"is too large: {MostBytes / 1024 / 1024} MB are the most for one file, and {FetchBudget.MostBytes / 1024 / 1024} MB for a request's files together");

    private static GatewayException Refused(RemotePart part, string why, Exception? cause = null) => JsonBody.Invalid($"'{part.Field}' {why}.", part.Field, cause);
}
