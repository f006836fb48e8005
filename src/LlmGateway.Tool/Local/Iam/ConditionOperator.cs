using System.Collections.Frozen;
using System.Globalization;
using System.Net;

namespace LlmGateway.Tool.Local.Iam;

/// <summary>One of IAM's condition operators, without qualifier and IfExists.</summary>
/// <param name="Test">Whether an actual value meets a wanted one; for negated operators, whether it meets the positive form.</param>
/// <param name="Check">Whether a policy may have the value at all.</param>
/// <param name="Negated">The operator holds when no value meets.</param>
/// <param name="TestsPresence">The Null operator, which asks for the key itself.</param>
internal sealed record ConditionOperator(
    Func<string, string, bool> Test, Func<string, bool> Check, bool Negated = false, bool TestsPresence = false)
{
    /// <summary>The operator of this name; null when IAM knows none.</summary>
    public static ConditionOperator? Find(string name) => All.GetValueOrDefault(name);

    private static readonly Func<string, bool> Anything = _ => true;
    private static readonly Func<string, bool> Truth = value => bool.TryParse(value, out _);

    private static readonly FrozenDictionary<string, ConditionOperator> All = new Dictionary<string, ConditionOperator>
    {
        ["StringEquals"] = new(string.Equals, Anything),
        ["StringNotEquals"] = new(string.Equals, Anything, Negated: true),
        ["StringEqualsIgnoreCase"] = new(EqualIgnoringCase, Anything),
        ["StringNotEqualsIgnoreCase"] = new(EqualIgnoringCase, Anything, Negated: true),
        ["StringLike"] = new(Like, Anything),
        ["StringNotLike"] = new(Like, Anything, Negated: true),
        ["NumericEquals"] = Numeric(sign => sign == 0),
        ["NumericNotEquals"] = Numeric(sign => sign == 0) with { Negated = true },
        ["NumericLessThan"] = Numeric(sign => sign < 0),
        ["NumericLessThanEquals"] = Numeric(sign => sign <= 0),
        ["NumericGreaterThan"] = Numeric(sign => sign > 0),
        ["NumericGreaterThanEquals"] = Numeric(sign => sign >= 0),
        ["DateEquals"] = Date(sign => sign == 0),
        ["DateNotEquals"] = Date(sign => sign == 0) with { Negated = true },
        ["DateLessThan"] = Date(sign => sign < 0),
        ["DateLessThanEquals"] = Date(sign => sign <= 0),
        ["DateGreaterThan"] = Date(sign => sign > 0),
        ["DateGreaterThanEquals"] = Date(sign => sign >= 0),
        ["Bool"] = new(EqualIgnoringCase, Truth),
        ["BinaryEquals"] = new(string.Equals, Anything),
        ["IpAddress"] = new(InNetwork, IsNetwork),
        ["NotIpAddress"] = new(InNetwork, IsNetwork, Negated: true),
        // AWS gives ArnEquals the wildcards of ArnLike: the two are one.
        ["ArnEquals"] = new(LikeArn, Anything),
        ["ArnLike"] = new(LikeArn, Anything),
        ["ArnNotEquals"] = new(LikeArn, Anything, Negated: true),
        ["ArnNotLike"] = new(LikeArn, Anything, Negated: true),
        ["Null"] = new((_, _) => false, Truth, TestsPresence: true),
    }.ToFrozenDictionary();

    private static bool EqualIgnoringCase(string actual, string wanted) => string.Equals(actual, wanted, StringComparison.OrdinalIgnoreCase);

    private static bool Like(string actual, string pattern) => WildcardPattern.MatchesText(pattern, actual);

    private static bool LikeArn(string actual, string pattern) => WildcardPattern.MatchesArn(pattern, actual);

    private static ConditionOperator Numeric(Func<int, bool> holds) => new(
        (actual, wanted) => Number(actual) is { } left && Number(wanted) is { } right && holds(left.CompareTo(right)),
        value => Number(value) is not null);

    private static decimal? Number(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static ConditionOperator Date(Func<int, bool> holds) => new(
        (actual, wanted) => Moment(actual) is { } left && Moment(wanted) is { } right && holds(left.CompareTo(right)),
        value => Moment(value) is not null);

    // ISO 8601 or seconds since 1970, as IAM takes both.
    private static DateTimeOffset? Moment(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds)
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment
        : null;

    private static bool InNetwork(string actual, string network) =>
        IPAddress.TryParse(actual, out var address) && Network(network) is { } range && range.Contains(address);

    private static bool IsNetwork(string text) => Network(text) is not null;

    private static IPNetwork? Network(string text)
    {
        if (text.Contains('/', StringComparison.Ordinal)) return IPNetwork.TryParse(text, out var network) ? network : null;
        return IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8) : null;
    }
}
