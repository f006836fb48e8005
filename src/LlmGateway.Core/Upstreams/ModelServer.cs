using System.Net;
using System.Net.Http.Headers;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;

namespace LlmGateway.Core.Upstreams;

/// <summary>Posts JSON to model servers, with the key that the catalog names; one that was rotated is read anew.</summary>
internal sealed class ModelServer(HttpMessageInvoker http, CredentialStore credentials)
{
    /// <summary>Returns once the response's headers are in.</summary>
    /// <param name="model">Whose server.</param>
    /// <param name="path">Below its base URL.</param>
    /// <param name="body">What to send.</param>
    /// <param name="authorize">Puts the key, if there is one, where the server looks for it.</param>
    /// <param name="cancellationToken">Closes the connection.</param>
    /// <exception cref="GatewayException">The server refused.</exception>
    public async Task<HttpResponseMessage> PostAsync(
        CatalogModel model, string path, ReadOnlyMemory<byte> body, Action<HttpRequestHeaders, string?> authorize, CancellationToken cancellationToken)
    {
        var credential = model.Credential;
        var key = credential is null ? null : await credentials.GetAsync(credential, cancellationToken);
        var response = await SendAsync(key);
        // A rotated key is refused once; whoever finds out reads the new one.
        if (response.StatusCode == HttpStatusCode.Unauthorized && credential is not null)
        {
            credentials.Refresh(credential, key!);
            if (await credentials.GetAsync(credential, cancellationToken) is var newer && newer != key)
            {
                response.Dispose();
                response = await SendAsync(newer);
            }
        }
        await DecodedContent.DecodeAsync(response, cancellationToken);
        if (response.IsSuccessStatusCode) return response;
        using (response) throw await ModelServerErrors.OfAsync(response, model.Alias, cancellationToken);

        Task<HttpResponseMessage> SendAsync(string? with)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, $"{model.Endpoint!.AbsoluteUri.TrimEnd('/')}{path}")
            {
                Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
            };
            authorize(request.Headers, with);
            return http.SendAsync(request, cancellationToken);
        }
    }
}
