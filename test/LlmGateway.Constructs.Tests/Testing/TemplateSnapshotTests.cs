using LlmGateway.Constructs.Testing;

namespace LlmGateway.Constructs.Tests.Testing;

public sealed class TemplateSnapshotTests : IDisposable
{
    private const string Hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private readonly string folder = Directory.CreateTempSubdirectory("snapshot-").FullName;

    [Fact]
    public void Hashes_of_assets_are_masked_wherever_they_stand()
    {
        TemplateSnapshot.OfJson($$"""{"Key":"{{Hash}}.zip","Path":"asset.{{Hash}}","Url":{"Fn::Sub":"https://b/{{Hash}}.json"},"Kept":"0123456789abcdef"}""").ToString()
            .Should().Be("""
                {
                  "Kept": "0123456789abcdef",
                  "Key": "{hash}.zip",
                  "Path": "asset.{hash}",
                  "Url": {
                    "Fn::Sub": "https://b/{hash}.json"
                  }
                }

                """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Hashes_in_the_ids_of_deployments_and_versions_are_masked_in_every_reference()
    {
        const string id = "GatewayApiDeployment8A1B2C3D0123456789abcdef0123456789abcdef";
        var text = TemplateSnapshot.OfJson($$"""
            { "Resources": { "{{id}}": { "Type": "AWS::ApiGateway::Deployment" }, "Stage": { "DependsOn": ["{{id}}"], "Ref": "{{id}}" } } }
            """).ToString();
        text.Should().NotContain("0123456789abcdef0123456789abcdef");
        text.Split("GatewayApiDeployment8A1B2C3D{hash}").Should().HaveCount(4);
    }

    [Fact]
    public void What_the_CDK_adds_for_itself_is_left_out()
    {
        TemplateSnapshot.OfJson("""
            {"Parameters":{"BootstrapVersion":{}},"Rules":{"CheckBootstrapVersion":{}},"Conditions":{"CDKMetadataAvailable":{},"Mine":{}},
             "Resources":{"CDKMetadata":{"Type":"AWS::CDK::Metadata"},"Table":{"Type":"AWS::DynamoDB::Table"}}}
            """).ToString().Should().Be(TemplateSnapshot.OfJson("""
            {"Resources":{"Table":{"Type":"AWS::DynamoDB::Table"}},"Conditions":{"Mine":{}}}
            """).ToString());
    }

    [Fact]
    public void The_accepted_template_passes_also_with_line_ends_of_Windows()
    {
        var snapshot = TemplateSnapshot.OfJson("""{"A":1,"B":{"C":[1,2]}}""");
        File.WriteAllText(SnapshotFile, snapshot.ToString().ReplaceLineEndings("\r\n"));
        var match = () => snapshot.ShouldMatch(SnapshotFile);
        match.Should().NotThrow();
    }

    [Fact]
    public void A_template_without_a_snapshot_fails_and_says_how_to_accept_it()
    {
        var match = () => TemplateSnapshot.OfJson("{}").ShouldMatch(SnapshotFile);
        match.Should().Throw<TemplateSnapshotException>()
            .WithMessage($"There is no snapshot {SnapshotFile} yet. Run the test once with UPDATE_SNAPSHOTS=1, read the file, and commit it.");
        File.Exists(SnapshotFile).Should().BeFalse();
    }

    [Fact]
    public void Another_template_fails_with_the_lines_that_differ_and_what_stands_around_them()
    {
        File.WriteAllText(SnapshotFile, TemplateSnapshot.OfJson("""{"A":1,"B":2,"C":3,"D":4,"E":5,"F":6,"G":7,"H":8,"I":9}""").ToString());
        var match = () => TemplateSnapshot.OfJson("""{"A":1,"B":0,"C":3,"D":4,"E":5,"F":6,"G":7,"H":8,"H2":8,"I":9}""").ShouldMatch(SnapshotFile);
        match.Should().Throw<TemplateSnapshotException>().Which.Message.ReplaceLineEndings("\n").Should().Be($"""
            The template is not the one in {SnapshotFile} (- accepted, + synthesized):
              {"{"}
                "A": 1,
            -   "B": 2,
            +   "B": 0,
                "C": 3,
                "D": 4,
                "E": 5,
                "F": 6,
                "G": 7,
                "H": 8,
            +   "H2": 8,
                "I": 9
              {"}"}
            {"  "}
            If this is what you want, run the test with UPDATE_SNAPSHOTS=1 and commit the file.
            """.ReplaceLineEndings("\n"));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string SnapshotFile => Path.Combine(folder, "Stack.template.json");
}
