namespace LlmGateway.Tool.Local.Aws;

/// <summary>How AWS refuses a caller that it can't make out, in its own sentences.</summary>
internal static class SigV4Errors
{
    public static AwsError Missing { get; } = new(403, "MissingAuthenticationTokenException", "Missing Authentication Token");

    /// <summary>An unknown key, or a role's session without its token.</summary>
    public static AwsError Unrecognized { get; } =
        new(403, "UnrecognizedClientException", "The security token included in the request is invalid.");

    public static AwsError NoDate { get; } =
        Incomplete("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");

    public static AwsError WrongKey { get; } =
        new(403, "AccessDeniedException", "Authentication failed: Please make sure your API Key is valid.");

    public static AwsError BadDate(string stamp) =>
        Incomplete($"Date must be in ISO-8601 'basic format'. Got '{stamp}'. See http://en.wikipedia.org/wiki/ISO_8601");

    public static AwsError OtherDay(string scope, string stamp) => Invalid(
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
        + $"'{scope}' != '{stamp[..8]}', from '{stamp}'.");

    public static AwsError BadCredential(string credential) => Incomplete(
        $"Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{credential}'");

    public static AwsError Mismatch(string canonicalRequest) => Invalid(
        "The request signature we calculated does not match the signature you provided. "
        + "Check your AWS Secret Access Key and signing method. Consult the service documentation for details.\n\n"
        + $"The Canonical String for this request should have been\n'{canonicalRequest}'\n");

    public static AwsError Incomplete(string message) => new(400, "IncompleteSignatureException", message);

    public static AwsError Invalid(string message) => new(403, "InvalidSignatureException", message);
}
