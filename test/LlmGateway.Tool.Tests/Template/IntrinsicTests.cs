using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Template;

namespace LlmGateway.Tool.Tests.Template;

public sealed class IntrinsicTests
{
    private const string Frame = """
        {
          "Parameters": {
            "Name": { "Type": "String", "Default": "blue" },
            "List": { "Type": "CommaDelimitedList", "Default": "a, b" },
            "Looked": { "Type": "AWS::SSM::Parameter::Value<String>", "Default": "/path" }
          },
          "Mappings": { "Map": { "us-east-1": { "size": "small", "zones": ["x", "y"] } } },
          "Conditions": {
            "IsBlue": { "Fn::Equals": [ { "Ref": "Name" }, "blue" ] },
            "IsRed": { "Fn::Not": [ { "Condition": "IsBlue" } ] },
            "Both": { "Fn::And": [ { "Condition": "IsBlue" }, { "Fn::Equals": [ { "Ref": "AWS::Region" }, "us-east-1" ] } ] },
            "Either": { "Fn::Or": [ { "Condition": "IsRed" }, { "Condition": "IsBlue" } ] }
          },
          "Resources": {
            "Role": { "Type": "AWS::IAM::Role", "Properties": { "RoleName": "named", "Path": "/team/" } },
            "Table": { "Type": "AWS::DynamoDB::Table", "Properties": {} },
            "Parameter": { "Type": "AWS::SSM::Parameter", "Properties": { "Name": "/path", "Value": { "Fn::Sub": "value of ${Name}" } } },
            "Secret": { "Type": "AWS::SecretsManager::Secret", "Properties": { "Name": "s", "SecretString": "{\"k\":\"v\"}" } },
            "Log": { "Type": "AWS::Logs::LogGroup", "Properties": { "LogGroupName": "/log" } },
            "Asked": { "Type": "AWS::Odd::Thing", "Properties": { "Value": VALUE } }
          }
        }
        """;

    [Theory]
    [InlineData("""{"Ref":"Name"}""", "blue")]
    [InlineData("""{"Ref":"Looked"}""", "value of blue")]
    [InlineData("""{"Ref":"Role"}""", "named")]
    [InlineData("""{"Fn::GetAtt":["Role","Arn"]}""", "arn:aws:iam::123456789012:role/team/named")]
    [InlineData("""{"Fn::GetAtt":"Log.Arn"}""", "arn:aws:logs:us-east-1:123456789012:log-group:/log:*")]
    [InlineData("""{"Fn::GetAtt":["Parameter","Value"]}""", "value of blue")]
    [InlineData("""{"Ref":"Secret"}""", "arn:aws:secretsmanager:us-east-1:123456789012:secret:s-local0")]
    [InlineData("""{"Fn::Sub":"${AWS::Partition}/${Role.Arn}/${!Literal}/$x"}""", "aws/arn:aws:iam::123456789012:role/team/named/${Literal}/$x")]
    [InlineData("""{"Fn::Sub":["${Own}-${Name}",{"Own":{"Ref":"AWS::Region"}}]}""", "us-east-1-blue")]
    [InlineData("""{"Fn::Join":["-",["a",{"Ref":"Name"},{"Fn::Select":["1",{"Ref":"List"}]}]]}""", "a-blue-b")]
    [InlineData("""{"Fn::Select":[1,{"Fn::Split":["/","x/y/z"]}]}""", "y")]
    [InlineData("""{"Fn::Join":[",",{"Fn::Split":["/","x/y"]}]}""", "x,y")]
    [InlineData("""{"Fn::If":["IsBlue","yes","no"]}""", "yes")]
    [InlineData("""{"Fn::If":["IsRed","yes","no"]}""", "no")]
    [InlineData("""{"Fn::If":["Both",{"Fn::If":["Either","deep","no"]},"no"]}""", "deep")]
    [InlineData("""{"Fn::FindInMap":["Map",{"Ref":"AWS::Region"},"size"]}""", "small")]
    [InlineData("""{"Fn::FindInMap":["Map","eu-west-9","size",{"DefaultValue":"other"}]}""", "other")]
    [InlineData("""{"Fn::Base64":"abc"}""", "YWJj")]
    [InlineData("""{"Fn::Join":[" ",{"Fn::GetAZs":""}]}""", "us-east-1a us-east-1b us-east-1c")]
    [InlineData("""{"Fn::Join":[" ",{"Fn::Cidr":["10.0.0.0/16","3","8"]}]}""", "10.0.0.0/24 10.0.1.0/24 10.0.2.0/24")]
    [InlineData("\"{{resolve:ssm:/path}}\"", "value of blue")]
    [InlineData("\"x{{resolve:secretsmanager:s:SecretString:k}}y\"", "xvy")]
    public void Every_function_gives_what_CloudFormation_gives(string written, string expected) => Resolve(written)!.ToString().Should().Be(expected);

    [Fact]
    public void Nothing_leaves_no_trace_in_objects_and_lists() =>
        Resolve("""{"a":{"Ref":"AWS::NoValue"},"b":[1,{"Fn::If":["IsRed",2,{"Ref":"AWS::NoValue"}]},3],"c":true}""")!.ToJsonString()
            .Should().Be("""{"b":[1,3],"c":true}""");

    [Fact]
    public void Unnamed_resources_get_the_same_name_at_every_start()
    {
        var first = Resolve("""{"Ref":"Table"}""")!.ToString();
        first.Should().StartWith("Stack-Table-").And.Be(Resolve("""{"Ref":"Table"}""")!.ToString());
    }

    [Theory]
    [InlineData("""{"Ref":"Nothing"}""", "Resource Asked, property Value: it refers to Nothing, which is neither a resource nor a parameter of the template.")]
    [InlineData("""[1,{"x":{"Fn::GetAtt":["Gone","Arn"]}}]""", "Resource Asked, property Value[1].x: it refers to Gone, which is neither a resource nor a parameter of the template.")]
    [InlineData("""{"Fn::Sub":"${Gone.Arn}"}""", "Resource Asked, property Value: it refers to Gone, which is neither a resource nor a parameter of the template.")]
    [InlineData("""{"Fn::Select":[7,["a"]]}""", "Resource Asked, property Value: Fn::Select asks for item 7 of 1.")]
    [InlineData("""{"Fn::FindInMap":["Map","x","y"]}""", "Resource Asked, property Value: the mapping Map has no value for x, y.")]
    [InlineData("""{"Fn::If":["Missing",1,2]}""", "Resource Asked, property Value: the template has no condition Missing.")]
    [InlineData("""{"Fn::Transform":{}}""", "Resource Asked, property Value: the local run does not know Fn::Transform.")]
    [InlineData("\"{{resolve:ssm:/other}}\"", "Resource Asked, property Value: it needs the SSM parameter /other, so give that with --ssm /other=VALUE.")]
    public void A_mistake_is_told_with_its_resource_and_property(string written, string message)
    {
        var resolve = () => Resolve(written);
        resolve.Should().Throw<TemplateException>().WithMessage(message);
    }

    [Fact]
    public void Resources_that_wait_for_each_other_are_named()
    {
        const string template = """
            {"Resources":{
              "A":{"Type":"T","Properties":{"x":{"Ref":"B"}}},
              "B":{"Type":"T","Properties":{"x":{"Fn::Sub":"${C}"}}},
              "C":{"Type":"T","DependsOn":"A"}}}
            """;
        var open = () => ResolvedStack.From(StackTemplate.Parse(template, "t"), new TemplateEnvironment { StackName = "Stack" });
        open.Should().Throw<TemplateException>().WithMessage("Circular dependency between resources: A -> B -> C -> A.");
    }

    [Fact]
    public void A_resource_whose_condition_is_false_is_not_there()
    {
        const string template = """
            {"Conditions":{"Never":{"Fn::Equals":["a","b"]}},
             "Resources":{"A":{"Type":"T","Condition":"Never"},"B":{"Type":"T"}}}
            """;
        var stack = ResolvedStack.From(StackTemplate.Parse(template, "t"), new TemplateEnvironment { StackName = "Stack" });
        stack.Resources.Select(resource => resource.LogicalId).Should().Equal("B");
    }

    [Theory]
    [InlineData("{", "t is not valid JSON, at line 1, position 2.")]
    [InlineData("[]", "t is not a template: a JSON object was expected.")]
    [InlineData("{}", "The template declares no resources.")]
    [InlineData("""{"Resources":{"A":{}}}""", "Resource A: it has no Type.")]
    [InlineData("""{"Resources":{"A":{"Type":"T","Properties":[]}}}""", "Resource A: its Properties are not an object.")]
    public void What_is_no_template_is_refused_by_a_sentence(string json, string message)
    {
        var parse = () => StackTemplate.Parse(json, "t");
        parse.Should().Throw<TemplateException>().WithMessage(message);
    }

    private static JsonNode? Resolve(string written)
    {
        var stack = ResolvedStack.From(StackTemplate.Parse(Frame.Replace("VALUE", written, StringComparison.Ordinal), "t"), new TemplateEnvironment { StackName = "Stack" });
        return stack.PropertiesOf(stack.Resources.Single(resource => resource.LogicalId == "Asked"))["Value"];
    }
}
