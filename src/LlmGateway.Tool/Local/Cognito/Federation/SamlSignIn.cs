using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;

namespace LlmGateway.Tool.Local.Cognito.Federation;

/// <summary>Cognito as a SAML service provider: sends a request by the browser, and takes one signed, fresh assertion for it.</summary>
internal sealed class SamlSignIn(TimeProvider time)
{
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<string, bool> _seen = new(StringComparer.Ordinal);

    public async Task<string> BeginAsync(FederatedSignIn pending, string relayState, string replyUrl, CancellationToken cancellationToken)
    {
        var metadata = await SamlMetadata.OfAsync(pending.Provider, cancellationToken);
        var request = string.Create(CultureInfo.InvariantCulture, $"""
            <samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="{pending.Id}" Version="2.0" IssueInstant="{time.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ}" Destination="{metadata.SignInUrl}" AssertionConsumerServiceURL="{replyUrl}" ProtocolBinding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"><saml:Issuer>{EntityIdOf(pending)}</saml:Issuer></samlp:AuthnRequest>
            """);
        using var output = new MemoryStream();
        await using (var deflate = new DeflateStream(output, CompressionLevel.Optimal, leaveOpen: true)) await deflate.WriteAsync(Encoding.UTF8.GetBytes(request), cancellationToken);
        return $"{metadata.SignInUrl}?SAMLRequest={Uri.EscapeDataString(Convert.ToBase64String(output.ToArray()))}&RelayState={Uri.EscapeDataString(relayState)}";
    }

    /// <exception cref="SignInRefusedException">The response does not hold.</exception>
    public async Task<PoolUser> EndAsync(FederatedSignIn pending, string response, string replyUrl, CancellationToken cancellationToken)
    {
        var metadata = await SamlMetadata.OfAsync(pending.Provider, cancellationToken);
        var assertion = SamlSignature.Verify(Load(response), metadata.Certificates);
        Check(Text(assertion, "Issuer") == metadata.EntityId, "it is of another issuer");
        var conditions = Child(assertion, "Conditions") ?? throw Wrong("it has no conditions");
        Check(IsNow(conditions), "it is too old, or not valid yet");
        Check(conditions.GetElementsByTagName("Audience", SamlSignature.Assertion).OfType<XmlElement>().Any(each => each.InnerText.Trim() == EntityIdOf(pending)), "it is for another audience");
        var subject = Child(assertion, "Subject") ?? throw Wrong("it has no subject");
        var data = subject.GetElementsByTagName("SubjectConfirmationData", SamlSignature.Assertion).OfType<XmlElement>().FirstOrDefault() ?? throw Wrong("its subject is not confirmed");
        Check(data.GetAttribute("InResponseTo") == pending.Id, "it answers another request");
        Check(data.GetAttribute("Recipient") == replyUrl || data.GetAttribute("Recipient") == $"https://{pending.Request.Pool.DomainHost}/saml2/idpresponse", "it is for another recipient");
        Check(IsNow(data), "its confirmation is too old");
        Check(_seen.TryAdd(assertion.GetAttribute("ID"), true), "it was used before");
        return pending.Admit(Text(subject, "NameID") ?? throw Wrong("it names nobody"), ClaimsOf(assertion));
    }

    private static Dictionary<string, string> ClaimsOf(XmlElement assertion)
    {
        var claims = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var attribute in assertion.GetElementsByTagName("Attribute", SamlSignature.Assertion).OfType<XmlElement>())
        {
            var values = attribute.GetElementsByTagName("AttributeValue", SamlSignature.Assertion).OfType<XmlElement>().Select(value => value.InnerText).ToList();
            // As Cognito writes several values.
            claims[attribute.GetAttribute("Name")] = values is [var only] ? only : $"[{string.Join(", ", values)}]";
        }
        return claims;
    }

    private bool IsNow(XmlElement element)
    {
        var now = time.GetUtcNow();
        return Time(element, "NotBefore") is var from && (from is null || from - Skew <= now) && Time(element, "NotOnOrAfter") is { } until && now < until + Skew;
    }

    private static DateTimeOffset? Time(XmlElement element, string name) =>
        DateTimeOffset.TryParse(element.GetAttribute(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var value) ? value : null;

    private static XmlDocument Load(string response)
    {
        try
        {
            // White space is signed too.
            var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
            using var reader = XmlReader.Create(new MemoryStream(Convert.FromBase64String(response)), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            document.Load(reader);
            return document;
        }
        catch (Exception broken) when (broken is XmlException or FormatException)
        {
            throw Wrong("it is no XML");
        }
    }

    private static XmlElement? Child(XmlElement parent, string name) => parent.ChildNodes.OfType<XmlElement>().FirstOrDefault(each => each.LocalName == name && each.NamespaceURI == SamlSignature.Assertion);

    private static string? Text(XmlElement parent, string name) => Child(parent, name)?.InnerText.Trim();

    private static string EntityIdOf(FederatedSignIn pending) => $"urn:amazon:cognito:sp:{pending.Request.Pool.Id}";

    private static void Check(bool holds, string why)
    {
        if (!holds) throw Wrong(why);
    }

    private static SignInRefusedException Wrong(string why) => new("invalid_request", $"Invalid samlResponse: {why}");
}
