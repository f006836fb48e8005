using System.Diagnostics;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Local.DynamoDb;

namespace LlmGateway.Tool.Tests.DynamoDb;

public sealed class DynaliteProcessTests
{
    [Fact]
    public async Task The_process_ends_with_its_owner()
    {
        var dynalite = await DynaliteProcess.StartAsync();
        using var process = Process.GetProcessById(dynalite.ProcessId);
        await dynalite.DisposeAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_table_that_DynamoDB_would_refuse_is_named()
    {
        await using var dynalite = await DynaliteProcess.StartAsync();
        var table = new LocalTable("Chats", "chats", "arn", (JsonObject)JsonNode.Parse("""{"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"AttributeDefinitions":[]}""")!);
        var create = () => new TableCreator(new DynaliteCalls(dynalite)).CreateAsync([table], CancellationToken.None);
        await create.Should().ThrowAsync<DynaliteException>().WithMessage("Table Chats of the template was refused by the local DynamoDB: *");
    }
}
