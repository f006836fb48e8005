using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.KMS;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.Logs;

namespace LlmGateway.Constructs.Tests.RestGateways;

public sealed class FunctionTests
{
    [Fact]
    public void Architecture_memory_concurrency_and_environment_are_the_callers()
    {
        var template = With(new GatewayFunction
        {
            Architecture = Architecture.X86_64,
            MemoryMb = 1024,
            ReservedConcurrency = 20,
            Environment = new Dictionary<string, string> { ["AWS_LAMBDA_LOG_LEVEL"] = "DEBUG" },
        });
        var function = template.Only("AWS::Lambda::Function");
        function["Architectures"]!.ToJsonString().Should().Be("""["x86_64"]""");
        ((int)function["MemorySize"]!).Should().Be(1024);
        ((int)function["ReservedConcurrentExecutions"]!).Should().Be(20);
        ((string)template.Variables["AWS_LAMBDA_LOG_LEVEL"]!).Should().Be("DEBUG");
    }

    [Fact]
    public void In_a_VPC_the_function_has_its_subnets_its_groups_and_the_actions_to_attach()
    {
        var template = StackTemplate.OfGateway(stack =>
        {
            var vpc = Network(stack);
            return Fakes.Props with
            {
                Function = new GatewayFunction
                {
                    Network = new FunctionNetwork { Vpc = vpc, Subnets = new SubnetSelection { Subnets = [vpc.PrivateSubnets[0]] }, SecurityGroups = [SecurityGroup.FromSecurityGroupId(stack, "Group", "sg-1")] },
                },
            };
        });
        template.Only("AWS::Lambda::Function")["VpcConfig"]!.ToJsonString().Should().Be("""{"SecurityGroupIds":["sg-1"],"SubnetIds":["subnet-a"]}""");
        template.HandlerPermissions.Should().Contain("Allow ec2:AssignPrivateIpAddresses, ec2:CreateNetworkInterface, ec2:DeleteNetworkInterface, "
            + "ec2:DescribeNetworkInterfaces, ec2:DescribeSubnets, ec2:UnassignPrivateIpAddresses on *");
        template.Properties("GatewayHandlerRole").ContainsKey("ManagedPolicyArns").Should().BeFalse();
    }

    [Fact]
    public void In_a_VPC_without_more_said_it_has_a_group_that_lets_nothing_in()
    {
        var template = StackTemplate.OfGateway(stack => Fakes.Props with { Function = new GatewayFunction { Network = new FunctionNetwork { Vpc = Network(stack) } } });
        template.Only("AWS::EC2::SecurityGroup").ContainsKey("SecurityGroupIngress").Should().BeFalse();
        template.Only("AWS::Lambda::Function")["VpcConfig"]!["SubnetIds"]!.ToJsonString().Should().Be("""["subnet-a","subnet-b"]""");
    }

    [Fact]
    public void The_function_can_be_configured_but_not_against_the_gateway()
    {
        With(new GatewayFunction { Configure = function => function.Tracing = Tracing.ACTIVE }).Only("AWS::Lambda::Function")["TracingConfig"]!["Mode"]!.GetValue<string>().Should().Be("Active");

        var wrong = () => StackTemplate.OfGateway(stack => Fakes.Props with
        {
            Function = new GatewayFunction
            {
                Configure = function =>
                {
                    function.Role = new Role(stack, "Other", new RoleProps { AssumedBy = new ServicePrincipal("lambda.amazonaws.com") });
                    (function.Handler, function.Runtime, function.Timeout, function.Architecture, function.Code) = ("mine", Runtime.NODEJS_20_X, Duration.Seconds(30), Architecture.X86_64, Code.FromInline("x"));
                    function.Environment = new Dictionary<string, string> { ["LLM_GATEWAY_LOG_CONTENT"] = "true" };
                },
            },
        });
        wrong.Should().Throw<InvalidPropsException>().WithMessage("""
            LlmRestGateway 'Test/Gateway' has 9 mistakes in its props:
            - Function.Configure changes Role, which the gateway lives by. Add to the role's permissions through gateway.Handler.AddToRolePolicy(…).
            - Function.Configure changes Code, which the gateway lives by. Leave it out.
            - Function.Configure changes Handler, which the gateway lives by. Leave it out.
            - Function.Configure changes Runtime, which the gateway lives by. Leave it out.
            - Function.Configure changes Timeout, which the gateway lives by. Leave it at 15 minutes: clients that want less say so themselves.
            - Function.Configure changes Architecture, which the gateway lives by. Use Function.Architecture, by which the code is chosen.
            - Function.Configure changes Environment[LLM_GATEWAY_ROLE], which the gateway lives by. Leave it as it is; the props say the same.
            - Function.Configure changes Environment[LLM_GATEWAY_CONFIG], which the gateway lives by. Leave it as it is; the props say the same.
            - Function.Configure changes Environment[LLM_GATEWAY_LOG_CONTENT], which the gateway lives by. Leave it out; the props say the same.
            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_customers_key_encrypts_logs_and_environment()
    {
        var template = StackTemplate.OfGateway(stack => Fakes.Props with { EncryptionKey = new Key(stack, "Kms") });
        Cfn.Text(template.Only("AWS::Lambda::Function")["KmsKeyArn"]!).Should().Be("${Kms.Arn}");
        template.All("AWS::Logs::LogGroup").Should().HaveCount(3).And.OnlyContain(group => Cfn.Text(group["KmsKeyId"]!) == "${Kms.Arn}");
        template.HandlerPermissions.Should().ContainSingle(line => line.Contains("kms:")).Which.Should().Be("Allow kms:Decrypt on ${Kms.Arn}");
        Iam.Lines(template.Only("AWS::KMS::Key")["KeyPolicy"]!).Should().Contain(
            "Allow kms:Decrypt*, kms:Describe*, kms:Encrypt*, kms:GenerateDataKey*, kms:ReEncrypt* on * by Service logs.${AWS::Region}.amazonaws.com"
            + " when ArnLike kms:EncryptionContext:aws:logs:arn = arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:*");
        template.Messages.Should().NotContain(message => message.Contains("KeyPolicy"));
    }

    [Fact]
    public void A_key_whose_policy_is_elsewhere_is_pointed_out() =>
        StackTemplate.OfGateway(stack => Fakes.Props with { EncryptionKey = Key.FromKeyArn(stack, "Kms", "arn:aws:kms:us-east-1:111122223333:key/abc") })
            .Messages.Should().Contain(message => message.Contains("[ack: LlmGateway:KeyPolicy]"));

    [Fact]
    public void Logs_are_kept_and_written_as_said()
    {
        var template = StackTemplate.OfGateway(_ => Fakes.Props with { Logs = new GatewayLogs { Retention = RetentionDays.ONE_YEAR, Access = false, AccountRole = AccountRole.Existing, Content = true, RemovalPolicy = RemovalPolicy.RETAIN } });
        template.All("AWS::Logs::LogGroup").Should().HaveCount(2).And.OnlyContain(group => (int)group["RetentionInDays"]! == 365);
        ((string)template.Resource("GatewayHandlerLogs")["DeletionPolicy"]!).Should().Be("Retain");
        template.Only("AWS::ApiGateway::Stage").ContainsKey("AccessLogSetting").Should().BeFalse();
        template.All("AWS::ApiGateway::Account").Should().BeEmpty();
        ((string)template.Variables["LLM_GATEWAY_LOG_CONTENT"]!).Should().Be("true");
    }

    [Fact]
    public void Content_is_not_logged_unless_said() => StackTemplate.OfGateway(_ => Fakes.Props).Variables.ContainsKey("LLM_GATEWAY_LOG_CONTENT").Should().BeFalse();

    private static StackTemplate With(GatewayFunction function) => StackTemplate.OfGateway(_ => Fakes.Props with { Function = function });

    private static IVpc Network(Stack stack) => Vpc.FromVpcAttributes(stack, "Vpc", new VpcAttributes
    {
        VpcId = "vpc-1",
        AvailabilityZones = ["us-east-1a", "us-east-1b"],
        PrivateSubnetIds = ["subnet-a", "subnet-b"],
    });
}
