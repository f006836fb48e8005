namespace LlmGateway.Shared;

/// <summary>
/// Where Bedrock's cross-region profiles send requests, as AWS lists it (read in January 2026):
/// https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html. The destinations of a geographic profile never change, says AWS; new
/// models get new profiles. One that is not named here goes by its geography's row, which is how AWS has made all newer ones.
/// </summary>
internal static class InferenceProfileTable
{
    private const string UsEast1 = "us-east-1";
    private const string UsEast2 = "us-east-2";
    private const string UsWest2 = "us-west-2";
    private const string EuCentral1 = "eu-central-1";
    private const string EuNorth1 = "eu-north-1";
    private const string EuSouth1 = "eu-south-1";
    private const string EuSouth2 = "eu-south-2";
    private const string EuWest1 = "eu-west-1";
    private const string EuWest3 = "eu-west-3";
    private const string Tokyo = "ap-northeast-1";
    private const string Seoul = "ap-northeast-2";
    private const string Osaka = "ap-northeast-3";
    private const string Mumbai = "ap-south-1";
    private const string Hyderabad = "ap-south-2";
    private const string Singapore = "ap-southeast-1";
    private const string Sydney = "ap-southeast-2";
    private const string Jakarta = "ap-southeast-3";
    private const string Melbourne = "ap-southeast-4";

    private static readonly ProfileRoute UsEastAndWest = new(UsEast1, UsWest2);
    private static readonly ProfileRoute EuThree = new(EuCentral1, EuWest1, EuWest3);
    private static readonly ProfileRoute EuFour = new(EuCentral1, EuNorth1, EuWest1, EuWest3);
    private static readonly ProfileRoute EuNova = EuFour.And("il-central-1", EuSouth1);
    private static readonly ProfileRoute ApacFive = new(Tokyo, Seoul, Mumbai, Singapore, Sydney);
    private static readonly ProfileRoute ApacSix = new(Tokyo, Seoul, Osaka, Mumbai, Singapore, Sydney);

    // From the regions around, Jakarta joins in.
    private static readonly ProfileRoute ApacEight = new ProfileRoute(Tokyo, Seoul, Osaka, Mumbai, Hyderabad, Singapore, Sydney, Melbourne)
        .And("ap-east-2", Jakarta).And("ap-southeast-5", Jakarta).And("ap-southeast-7", Jakarta).And("me-central-1", Jakarta);

    private static readonly ProfileRoute ApacNova = ApacSix
        .And("ap-east-2", Hyderabad, Jakarta, Melbourne).And(Jakarta, Hyderabad, Melbourne).And(Melbourne, Hyderabad)
        .And("ap-southeast-5", Hyderabad, Jakarta, Melbourne).And("ap-southeast-7", Hyderabad, Jakarta, Melbourne).And("me-central-1", Hyderabad, Jakarta, Melbourne);

    /// <summary>Routes of profiles in general, by the geography that their ids begin with.</summary>
    public static readonly IReadOnlyDictionary<string, ProfileRoute> ByGeography = new Dictionary<string, ProfileRoute>(StringComparer.Ordinal)
    {
        ["us"] = new(UsEast1, UsEast2, UsWest2),
        ["us-gov"] = new("us-gov-east-1", "us-gov-west-1"),
        ["ca"] = new("ca-central-1", "ca-west-1"),
        ["eu"] = new(EuCentral1, EuNorth1, EuSouth1, EuSouth2, EuWest1, EuWest3),
        ["apac"] = ApacEight,
        ["jp"] = new(Tokyo, Osaka),
        ["au"] = new(Sydney, Melbourne),
    };

    /// <summary>Routes of the profiles that go otherwise, by their ids.</summary>
    public static readonly IReadOnlyDictionary<string, ProfileRoute> ByProfile = new Dictionary<string, ProfileRoute>(StringComparer.Ordinal)
    {
        ["us.anthropic.claude-3-haiku-20240307-v1:0"] = UsEastAndWest,
        ["us.anthropic.claude-3-opus-20240229-v1:0"] = UsEastAndWest,
        ["us.anthropic.claude-3-sonnet-20240229-v1:0"] = UsEastAndWest,
        ["us.anthropic.claude-3-5-sonnet-20240620-v1:0"] = UsEastAndWest with { SourceJoins = false },
        ["us.meta.llama3-2-1b-instruct-v1:0"] = UsEastAndWest,
        ["us.meta.llama3-2-3b-instruct-v1:0"] = UsEastAndWest,
        ["us.meta.llama3-2-11b-instruct-v1:0"] = UsEastAndWest,
        ["us.meta.llama3-2-90b-instruct-v1:0"] = UsEastAndWest,
        ["us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0"] = new ProfileRoute("us-gov-west-1") with { SourceJoins = false },
        ["apac.anthropic.claude-3-haiku-20240307-v1:0"] = ApacFive,
        ["apac.anthropic.claude-3-sonnet-20240229-v1:0"] = ApacFive,
        ["apac.anthropic.claude-3-5-sonnet-20240620-v1:0"] = ApacFive,
        ["apac.anthropic.claude-3-5-sonnet-20241022-v2:0"] = ApacSix,
        ["apac.anthropic.claude-3-7-sonnet-20250219-v1:0"] = new(Tokyo, Seoul, Osaka, Mumbai, Hyderabad, Singapore, Sydney),
        ["apac.amazon.nova-lite-v1:0"] = ApacNova,
        ["apac.amazon.nova-micro-v1:0"] = ApacNova,
        ["apac.amazon.nova-pro-v1:0"] = ApacNova,
        ["eu.anthropic.claude-3-haiku-20240307-v1:0"] = EuThree,
        ["eu.anthropic.claude-3-sonnet-20240229-v1:0"] = EuThree,
        ["eu.anthropic.claude-3-5-sonnet-20240620-v1:0"] = EuThree,
        ["eu.anthropic.claude-3-7-sonnet-20250219-v1:0"] = EuFour,
        ["eu.meta.llama3-2-1b-instruct-v1:0"] = EuThree,
        ["eu.meta.llama3-2-3b-instruct-v1:0"] = EuThree,
        ["eu.mistral.pixtral-large-2502-v1:0"] = EuFour,
        ["eu.amazon.nova-lite-v1:0"] = EuNova,
        ["eu.amazon.nova-micro-v1:0"] = EuNova,
        ["eu.amazon.nova-pro-v1:0"] = EuNova,
    };
}
