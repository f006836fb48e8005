using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Xml;

namespace LlmGateway.Tool.Local.Cognito.Federation;

/// <summary>Finds the assertion that a provider really signed: not one that somebody put beside it.</summary>
internal static class SamlSignature
{
    public const string Assertion = "urn:oasis:names:tc:SAML:2.0:assertion";
    private const string Protocol = "urn:oasis:names:tc:SAML:2.0:protocol";

    /// <exception cref="SignInRefusedException">There is none.</exception>
    public static XmlElement Verify(XmlDocument response, IReadOnlyList<X509Certificate2> certificates)
    {
        var root = response.DocumentElement!;
        if (root.LocalName != "Response" || root.NamespaceURI != Protocol) throw Wrong("it is no response");
        if (root.GetElementsByTagName("StatusCode", Protocol).OfType<XmlElement>().FirstOrDefault()?.GetAttribute("Value") != "urn:oasis:names:tc:SAML:2.0:status:Success") throw Wrong("the provider refused");
        // One assertion, in its place: then there is nothing to choose wrongly from.
        var all = response.GetElementsByTagName("Assertion", Assertion).OfType<XmlElement>().ToList();
        if (all is not [var assertion] || assertion.ParentNode != root) throw Wrong("it does not have one assertion");
        return IsSigned(assertion, certificates) || IsSigned(root, certificates) ? assertion : throw Wrong("it is not signed by the provider");
    }

    private static bool IsSigned(XmlElement element, IReadOnlyList<X509Certificate2> certificates)
    {
        if (element.ChildNodes.OfType<XmlElement>().FirstOrDefault(each => each.LocalName == "Signature" && each.NamespaceURI == SignedXml.XmlDsigNamespaceUrl) is not { } signature) return false;
        try
        {
            var signed = new SignedXml(element);
            signed.LoadXml(signature);
            return signed.SignedInfo!.References is { Count: 1 } references && ((Reference)references[0]!).Uri == "#" + element.GetAttribute("ID")
                && certificates.Any(certificate => signed.CheckSignature(certificate, verifySignatureOnly: true));
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static SignInRefusedException Wrong(string why) => new("invalid_request", $"Invalid samlResponse: {why}");
}
