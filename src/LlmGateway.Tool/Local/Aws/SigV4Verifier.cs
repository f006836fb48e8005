using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime.Internal.Auth;

namespace LlmGateway.Tool.Local.Aws;

/// <summary>Finds out who signed a request, by Signature Version 4 in its headers, as AWS's own front ends do.</summary>
/// <param name="principals">Who may sign.</param>
/// <param name="time">AWS's clock: a signature is good for five minutes around it.</param>
internal sealed class SigV4Verifier(IEnumerable<LocalPrincipal> principals, TimeProvider time)
{
    private const string DateFormat = "yyyyMMdd'T'HHmmss'Z'";
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private readonly FrozenDictionary<string, LocalPrincipal> _principals =
        principals.ToFrozenDictionary(principal => principal.AccessKeyId, StringComparer.Ordinal);

    /// <summary>Verifies a request that must be signed for <paramref name="service"/> (null: for any).</summary>
    public SigV4Verification Verify(SignedRequest request, string? service = null)
    {
        var (authorization, error) = SigV4Authorization.Read(request.Headers);
        if (authorization is null) return SigV4Verification.Refused(error!);
        if (service is not null && authorization.Service != service)
            return Invalid($"Credential should be scoped to correct service: '{service}'. ");

        var stamp = request.Headers["x-amz-date"].ToString();
        if (stamp.Length == 0) return SigV4Verification.Refused(SigV4Errors.NoDate);
        if (!TryReadDate(stamp, out var signedAt)) return SigV4Verification.Refused(SigV4Errors.BadDate(stamp));
        if (authorization.Date != stamp[..8]) return SigV4Verification.Refused(SigV4Errors.OtherDay(authorization.Date, stamp));
        if (!authorization.SignedHeaders.Any(name => name is "host" or SigV4Authorization.AuthorityHeader))
            return Invalid("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
        if (SkewOf(stamp, signedAt) is { } skew) return Invalid(skew);

        if (!_principals.TryGetValue(authorization.AccessKeyId, out var principal) || !TokenFits(request, principal))
            return SigV4Verification.Refused(SigV4Errors.Unrecognized);

        var canonical = CanonicalRequest.Build(request, authorization.Service, authorization.SignedHeaders);
        var expected = AWS4Signer.ComputeSignature(
            principal.AccessKeyId, principal.SecretAccessKey, authorization.Region, signedAt, authorization.Service,
            string.Join(';', authorization.SignedHeaders), canonical).Signature;
        return SameText(expected, authorization.Signature)
            ? SigV4Verification.Accepted(principal, authorization)
            : SigV4Verification.Refused(SigV4Errors.Mismatch(canonical));
    }

    private static bool TryReadDate(string stamp, out DateTime date) => DateTime.TryParseExact(
        stamp, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out date);

    private string? SkewOf(string stamp, DateTime signedAt)
    {
        var now = time.GetUtcNow().UtcDateTime;
        string Basic(DateTime moment) => moment.ToString(DateFormat, CultureInfo.InvariantCulture);
        if (signedAt < now - Tolerance)
            return $"Signature expired: {stamp} is now earlier than {Basic(now - Tolerance)} ({Basic(now)} - 5 min.)";
        if (signedAt > now + Tolerance)
            return $"Signature not yet current: {stamp} is still later than {Basic(now + Tolerance)} ({Basic(now)} + 5 min.)";
        return null;
    }

    private static bool TokenFits(SignedRequest request, LocalPrincipal principal) =>
        principal.SessionToken is null || SameText(principal.SessionToken, request.Headers["x-amz-security-token"].ToString());

    private static bool SameText(string expected, string given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(given));

    private static SigV4Verification Invalid(string message) => SigV4Verification.Refused(SigV4Errors.Invalid(message));
}
