using System.Reflection;
using Amazon.CDK;
using LlmGateway.Constructs.Compatibility;

namespace LlmGateway.Constructs.Tests.Compatibility;

/// <summary>What the assembly is compiled against exists in newer CDKs. <c>eng/cdk-range.sh</c> synthesizes with them.</summary>
public sealed class CdkRangeTests
{
    private const string Cdk = "Amazon.CDK.Lib";

    /// <summary>Enums whose numbers moved: their members are reached by name (<see cref="CdkMember.Named"/>).</summary>
    private static readonly string[] ReachedByName = ["Amazon.CDK.AWS.ElasticLoadBalancingV2.SslPolicy"];

    private static CompiledAssembly Ours => new(typeof(LlmRestGateway).Assembly.Location);

    private static IEnumerable<string> Proven => Metadata("NewerCdks").Split(';', StringSplitOptions.RemoveEmptyEntries).Select(version => version.Trim('[', ']', ' '));

    public static TheoryData<string> Versions => [.. Proven];

    [Fact]
    public void The_newest_proven_version_is_among_them() => Proven.Should().Contain(CdkVersion.NewestProven.ToString());

    [Theory]
    [MemberData(nameof(Versions))]
    public void Every_type_and_method_resolves(string version)
    {
        var newer = new CompiledAssembly(PathOf(version));

        Ours.TypesUsedOf(Cdk).Where(type => !newer.Declares(type)).Should().BeEmpty();
        Ours.MethodsUsedOf(Cdk).Where(method => !newer.Declares(method.Type, method.Name, method.Signature)).Should().BeEmpty(
            "a member whose signature changed is reached through Compatibility/CdkMember");
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Enum_members_keep_their_numbers(string version)
    {
        var (older, newer) = (new CompiledAssembly(typeof(Stack).Assembly.Location), new CompiledAssembly(PathOf(version)));
        var moved =
            from type in Ours.TypesUsedOf(Cdk).Except(ReachedByName)
            let before = older.EnumOf(type)
            where before is not null
            from member in before
            where newer.EnumOf(type) is not { } now || !now.TryGetValue(member.Key, out var number) || !Equals(number, member.Value)
            select $"{type}.{member.Key}";

        moved.Should().BeEmpty("a moved member is reached by CdkMember.Named");
    }

    private static string PathOf(string version)
    {
        var folder = Path.Combine(Metadata("NuGetFolder"), Cdk.ToLowerInvariant(), version, "lib");
        return Directory.EnumerateFiles(folder, Cdk + ".dll", SearchOption.AllDirectories).First();
    }

    private static string Metadata(string key) =>
        typeof(CdkRangeTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
