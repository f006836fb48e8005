using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using System.Xml.Linq;

namespace LlmGateway.Tool.Local.Cognito.Federation;

/// <summary>What a SAML provider says of itself.</summary>
/// <param name="EntityId">Its name.</param>
/// <param name="SignInUrl">Where browsers are sent (HTTP-Redirect).</param>
/// <param name="Certificates">Whose keys sign.</param>
internal sealed record SamlMetadata(string EntityId, string SignInUrl, IReadOnlyList<X509Certificate2> Certificates)
{
    private static readonly XNamespace Metadata = "urn:oasis:names:tc:SAML:2.0:metadata";
    private static readonly XNamespace Signature = "http://www.w3.org/2000/09/xmldsig#";
    private static readonly ConcurrentDictionary<string, SamlMetadata> Known = new(StringComparer.Ordinal);

    /// <exception cref="SignInRefusedException">There is none.</exception>
    public static async Task<SamlMetadata> OfAsync(IdentityProvider provider, CancellationToken cancellationToken)
    {
        var text = provider.Detail("MetadataFile");
        if (text is null && provider.Detail("MetadataURL") is { } url)
        {
            if (Known.TryGetValue(url, out var known)) return known;
            using var http = new HttpClient(new SocketsHttpHandler());
            return Known[url] = Read(provider, await http.GetStringAsync(url, cancellationToken));
        }
        return Read(provider, text ?? "");
    }

    private static SamlMetadata Read(IdentityProvider provider, string text)
    {
        try
        {
            var descriptor = XDocument.Parse(text).Root!;
            var idp = descriptor.Element(Metadata + "IDPSSODescriptor")!;
            var signIn = idp.Elements(Metadata + "SingleSignOnService").First(each => (string?)each.Attribute("Binding") == "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect");
            return new SamlMetadata((string)descriptor.Attribute("entityID")!, (string)signIn.Attribute("Location")!,
                [.. idp.Descendants(Signature + "X509Certificate").Select(each => X509CertificateLoader.LoadCertificate(Convert.FromBase64String(each.Value)))]);
        }
        catch (Exception broken) when (broken is System.Xml.XmlException or NullReferenceException or InvalidOperationException or FormatException)
        {
            throw new SignInRefusedException("invalid_request", $"{provider.Name} has no usable metadata: {broken.Message}");
        }
    }
}
