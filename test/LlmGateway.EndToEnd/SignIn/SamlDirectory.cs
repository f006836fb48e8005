using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Xml;
using System.Xml.Linq;
using LlmGateway.Tool.Local;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.EndToEnd.SignIn;

/// <summary>A small SAML identity provider: it signs whatever it is told to say.</summary>
internal sealed class SamlDirectory : IAsyncDisposable
{
    public const string EmailClaim = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress";
    public const string GroupsClaim = "http://schemas.microsoft.com/ws/2008/06/identity/claims/groups";

    private readonly X509Certificate2 _certificate = Certificate();
    private LocalServer _site = null!;

    /// <summary>What the next assertion is like.</summary>
    public Assertion Next { get; set; } = new();

    private string Url => _site.Endpoint.GetLeftPart(UriPartial.Authority);

    public string Metadata => $"""
        <EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://directory.example.com/"><IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>{Convert.ToBase64String(_certificate.RawData)}</X509Certificate></X509Data></KeyInfo></KeyDescriptor><SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="{Url}/sso"/></IDPSSODescriptor></EntityDescriptor>
        """;

    public static async Task<SamlDirectory> StartAsync()
    {
        var directory = new SamlDirectory();
        directory._site = await LocalServer.StartAsync(0, directory.SignInAsync, CancellationToken.None);
        return directory;
    }

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        _certificate.Dispose();
    }

    private Task SignInAsync(HttpContext http)
    {
        using var inflate = new DeflateStream(new MemoryStream(Convert.FromBase64String(http.Request.Query["SAMLRequest"].ToString())), CompressionMode.Decompress);
        var request = XDocument.Load(inflate).Root!;
        var reply = (string)request.Attribute("AssertionConsumerServiceURL")!;
        var audience = request.Elements().First().Value;
        var response = Respond((string)request.Attribute("ID")!, reply, audience);
        http.Response.ContentType = "text/html";
        return http.Response.WriteAsync($"""
            <form method="post" action="{WebUtility.HtmlEncode(reply)}"><input type="hidden" name="SAMLResponse" value="{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(response))}"><input type="hidden" name="RelayState" value="{WebUtility.HtmlEncode(http.Request.Query["RelayState"].ToString())}"></form><script>document.forms[0].submit()</script>
            """);
    }

    private string Respond(string inResponseTo, string reply, string audience)
    {
        var (next, now) = (Next, TimeProvider.System.GetUtcNow() + Next.Age);
        string At(double minutes) => (now + TimeSpan.FromMinutes(minutes)).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        var groups = string.Concat(next.Groups.Select(group => $"<saml:AttributeValue>{group}</saml:AttributeValue>"));
        var text = $"""
            <samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r{Guid.NewGuid():N}" Version="2.0" InResponseTo="{inResponseTo}"><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status><saml:Assertion ID="{next.Id ?? $"_a{Guid.NewGuid():N}"}" Version="2.0" IssueInstant="{At(0)}"><saml:Issuer>{next.Issuer}</saml:Issuer><saml:Subject><saml:NameID>{next.Name}</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData InResponseTo="{inResponseTo}" Recipient="{reply}" NotOnOrAfter="{At(5)}"/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="{At(-1)}" NotOnOrAfter="{At(5)}"><saml:AudienceRestriction><saml:Audience>{next.Audience ?? audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AttributeStatement><saml:Attribute Name="{EmailClaim}"><saml:AttributeValue>{next.Name}@example.com</saml:AttributeValue></saml:Attribute><saml:Attribute Name="{GroupsClaim}">{groups}</saml:Attribute></saml:AttributeStatement></saml:Assertion></samlp:Response>
            """;
        var document = new XmlDocument { PreserveWhitespace = true };
        document.LoadXml(text);
        if (next.Signed) Sign((XmlElement)document.GetElementsByTagName("saml:Assertion")[0]!, next.ByStranger ? Certificate() : _certificate);
        return next.Change(document.OuterXml);
    }

    private static void Sign(XmlElement assertion, X509Certificate2 certificate)
    {
        var signed = new SignedXml(assertion) { SigningKey = certificate.GetRSAPrivateKey() };
        var reference = new Reference("#" + assertion.GetAttribute("ID"));
        reference.AddTransform(new XmlDsigEnvelopedSignatureTransform());
        reference.AddTransform(new XmlDsigExcC14NTransform());
        signed.SignedInfo!.CanonicalizationMethod = SignedXml.XmlDsigExcC14NTransformUrl;
        signed.AddReference(reference);
        signed.ComputeSignature();
        assertion.InsertAfter(assertion.OwnerDocument.ImportNode(signed.GetXml(), true), assertion.FirstChild);
    }

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var now = TimeProvider.System.GetUtcNow();
        return new CertificateRequest("CN=directory", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    /// <summary>What an assertion says, and how it is broken.</summary>
    internal sealed record Assertion
    {
        public string Name { get; init; } = "ada";
        public IReadOnlyList<string> Groups { get; init; } = ["0b1c", "ffff"];
        public string Issuer { get; init; } = "https://directory.example.com/";
        public string? Audience { get; init; }
        public string? Id { get; init; }
        public TimeSpan Age { get; init; }
        public bool Signed { get; init; } = true;
        public bool ByStranger { get; init; }
        public Func<string, string> Change { get; init; } = xml => xml;
    }
}
