using Amazon.CDK;
using Amazon.CDK.AWS.DynamoDB;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.KMS;
using Cache = LlmGateway.Constructs.QaCache;

namespace LlmGateway.Constructs.Tests.QaCaches;

public sealed class QaCacheTests
{
    [Fact]
    public void By_default_the_table_costs_nothing_idle_can_be_restored_and_stays()
    {
        var template = StackTemplate.Of(stack => _ = new Cache(stack, "Cache"));
        var table = template.Resource("CacheTable");
        table["Properties"]!.ToJsonString().Should().Be(
            """{"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],"BillingMode":"PAY_PER_REQUEST","DeletionProtectionEnabled":true,"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"""
            + """ "PointInTimeRecoverySpecification":{"PointInTimeRecoveryEnabled":true},"SSESpecification":{"SSEEnabled":true},"TimeToLiveSpecification":{"AttributeName":"expires_at","Enabled":true}}""".TrimStart());
        ((string)table["DeletionPolicy"]!).Should().Be("Retain");
        template.Resources.Should().ContainSingle();
    }

    [Fact]
    public void Destroying_takes_deletion_protection_off_as_well()
    {
        var table = StackTemplate.Of(stack => _ = new Cache(stack, "Cache", new QaCacheProps { RemovalPolicy = RemovalPolicy.DESTROY })).Resource("CacheTable");
        ((string)table["DeletionPolicy"]!).Should().Be("Delete");
        ((bool)table["Properties"]!["DeletionProtectionEnabled"]!).Should().BeFalse();
    }

    [Fact]
    public void A_customers_key_encrypts_the_table_and_the_handler_may_use_it_through_DynamoDB()
    {
        var template = StackTemplate.OfGateway(stack => Fakes.Props with { Cache = new Cache(stack, "Cache", new QaCacheProps { EncryptionKey = new Key(stack, "Kms") }) });
        Cfn.Text(template.Properties("CacheTable")["SSESpecification"]!["KMSMasterKeyId"]!).Should().Be("${Kms.Arn}");
        template.HandlerPermissions.Should().Contain("Allow dynamodb:GetItem, dynamodb:PutItem on ${CacheTable.Arn}").And
            .Contain("Allow kms:Decrypt, kms:DescribeKey, kms:Encrypt, kms:GenerateDataKey, kms:ReEncryptFrom, kms:ReEncryptTo on ${Kms.Arn}");
    }

    [Fact]
    public void The_table_can_be_configured_but_not_against_the_handler()
    {
        var table = StackTemplate.Of(stack => _ = new Cache(stack, "Cache", new QaCacheProps { ConfigureTable = table => table.TableClass = TableClass.STANDARD_INFREQUENT_ACCESS })).Properties("CacheTable");
        ((string)table["TableClass"]!).Should().Be("STANDARD_INFREQUENT_ACCESS");

        var wrong = () => StackTemplate.Of(stack => _ = new Cache(stack, "Cache", new QaCacheProps
        {
            ConfigureTable = table => (table.SortKey, table.TimeToLiveAttribute) = (new Amazon.CDK.AWS.DynamoDB.Attribute { Name = "sk", Type = AttributeType.STRING }, "ttl"),
        }));
        wrong.Should().Throw<InvalidPropsException>().WithMessage("""
            QaCache 'Test/Cache' has 2 mistakes in its props:
            - ConfigureTable changes the table's key. Leave it at the string 'pk' alone: the handler reads and writes by it.
            - ConfigureTable changes the attribute of the time to live. Leave it at 'expires_at': the handler writes it; set AnswerRules.TimeToLive for the time itself.
            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Wrong_rules_are_all_named()
    {
        var wrong = () => StackTemplate.Of(stack => _ = new Cache(stack, "Cache", new QaCacheProps { Answers = new AnswerRules { TimeToLive = Duration.Millis(900), Normalization = null! } }));
        wrong.Should().Throw<InvalidPropsException>().WithMessage("""
            QaCache 'Test/Cache' has 2 mistakes in its props:
            - Answers.TimeToLive is less than a second, so no answer would ever be found. Use a second or more, or leave the cache out.
            - Answers.Normalization is null. Use an empty list to switch every rule off.
            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_table_that_exists_is_used_as_it_is()
    {
        var template = StackTemplate.OfGateway(stack => Fakes.Props with
        {
            Cache = Cache.FromTable(stack, "Cache", Table.FromTableName(stack, "Table", "answers"), new AnswerRules { Scope = CacheScope.Shared, TimeToLive = null, Normalization = [NormalizationRule.Spaces, NormalizationRule.Case] }),
        });
        template.All("AWS::DynamoDB::Table").Should().BeEmpty();
        template.HandlerPermissions.Should().Contain("Allow dynamodb:GetItem, dynamodb:PutItem on arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/answers");
        template.Config.Should().Contain("""{"table":"answers","scope":"shared","normalize":["case","spaces"]}""");
    }

    [Fact]
    public void The_handler_is_told_the_rules() =>
        StackTemplate.OfGateway(stack => Fakes.Props with { Cache = new Cache(stack, "Cache") })
            .Config.Should().Contain("""{"table":"${CacheTable}","scope":"identity","ttlSeconds":2592000}""");

    [Fact]
    public void Reading_is_granted_without_writing() =>
        Iam.Lines(StackTemplate.Of(stack =>
        {
            var role = new Role(stack, "Reader", new RoleProps { AssumedBy = new AccountRootPrincipal() });
            new Cache(stack, "Cache").GrantRead(role).AssertSuccess();
        }).Properties("ReaderDefaultPolicy")["PolicyDocument"]!).Should().Equal("Allow dynamodb:GetItem on ${CacheTable.Arn}");

    [Fact]
    public void Metrics_are_the_tables()
    {
        StackTemplate.Of(stack =>
        {
            var cache = new Cache(stack, "Cache");
            cache.MetricReads().MetricName.Should().Be("ConsumedReadCapacityUnits");
            cache.MetricWrites().MetricName.Should().Be("ConsumedWriteCapacityUnits");
        });
    }
}
