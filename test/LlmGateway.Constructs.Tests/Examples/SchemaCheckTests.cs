namespace LlmGateway.Constructs.Tests.Examples;

/// <summary>The judge judged: what it must not let through.</summary>
public sealed class SchemaCheckTests
{
    [Theory]
    [InlineData("""{"A":{"Type":"AWS::Lambda::Function","Properties":{"Role":"r","Code":{},"Memory":1}}}""", "A.Memory: no such property")]
    [InlineData("""{"A":{"Type":"AWS::Lambda::Function","Properties":{"Code":{}}}}""", "A.Role: missing")]
    [InlineData("""{"A":{"Type":"AWS::Lambda::Function","Properties":{"Role":"r","Code":{},"MemorySize":"much"}}}""", "A.MemorySize: \"much\" where a whole number belongs")]
    [InlineData("""{"A":{"Type":"AWS::Lambda::Function","Properties":{"Role":"r","Code":{},"Layers":"one"}}}""", "A.Layers: \"one\" where a list belongs")]
    [InlineData("""{"A":{"Type":"AWS::Lambda::Function","Properties":{"Role":"r","Code":{},"Environment":{"Variables":{"a":[]}}}}}""", "A.Environment.Variables.a: a list where a text belongs")]
    [InlineData("""{"A":{"Type":"AWS::Lambda::Fun"}}""", "A: no such type, AWS::Lambda::Fun")]
    [InlineData("""{"A":{"Type":"AWS::Logs::LogGroup","Properties":{"LogGroupName":{"Ref":"B"}}}}""", "A.LogGroupName: refers to 'B', which is not in the template")]
    [InlineData("""{"A":{"Type":"AWS::Logs::LogGroup","Properties":{"LogGroupName":{"Fn::GetAtt":["B","Name"]}}},"B":{"Type":"AWS::Logs::LogGroup"}}""", "A.LogGroupName: AWS::Logs::LogGroup has no attribute 'Name'")]
    [InlineData("""{"A":{"Type":"AWS::Logs::LogGroup","DependsOn":["B"]}}""", "A.DependsOn: names 'B', which is not in the template")]
    [InlineData("""{"A":{"Type":"AWS::Logs::LogGroup","DependsOn":"B"},"B":{"Type":"AWS::Logs::LogGroup","Properties":{"LogGroupName":{"Fn::Sub":"x${A}"}}}}""", "a cycle: A -> B -> A")]
    [InlineData("""{"A":{"Type":"AWS::Logs::LogGroup","Properties":{"LogGroupName":"x","RetentionInDays":"30"}}}""", "")]
    public async Task Finds_what_would_fail_in_deployment(string resources, string finding)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("schema-").FullName, "t.json");
        await File.WriteAllTextAsync(file, $$"""{"Resources":{{resources}}}""");
        var check = await LlmGateway.Testing.NodeModules.RunAsync("schema-check.mjs", [file]);
        check.StandardError.Should().BeEmpty();
        check.StandardOutput.Trim().Should().Be(finding.Length == 0 ? "" : $"{file}: {finding}");
        check.ExitCode.Should().Be(finding.Length == 0 ? 0 : 1);
    }
}
