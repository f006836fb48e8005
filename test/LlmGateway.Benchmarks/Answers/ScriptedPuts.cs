using System.Diagnostics;
using System.Globalization;
using LlmGateway.Core.Tests.Answers;

namespace LlmGateway.Benchmarks.Answers;

/// <summary>The original sample's way to fill a table: a Python script that puts one item after the other with boto3.</summary>
internal static class ScriptedPuts
{
    private const string Script = """
        import sys, time
        import boto3
        count = int(sys.argv[2])
        table = boto3.resource("dynamodb", endpoint_url=sys.argv[1], region_name="us-east-1", aws_access_key_id="key", aws_secret_access_key="secret").Table("answers")
        def put(i):
            table.put_item(Item={"pk": "shared#v2#%064x" % i, "question": f"What is the state of node {i}, and who looks after it?",
                                 "answer": f"Node {i} is run by team {i % 97}. " + "It is checked every night, and its reports are kept. " * 7})
        for i in range(100): put(i)
        began = time.perf_counter()
        for i in range(100, 100 + count): put(i)
        print(count / (time.perf_counter() - began))
        """;

    /// <returns>Items a second; null: there is no Python with boto3 here.</returns>
    public static async Task<double?> RateAsync(int count)
    {
        await using var table = await DynaliteTable.CreateAsync();
        try
        {
            using var python = Process.Start(new ProcessStartInfo("python3")
            {
                ArgumentList = { "-c", Script, table.Endpoint.ToString(), count.ToString(CultureInfo.InvariantCulture) }, RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
            var (output, errors) = (python.StandardOutput.ReadToEndAsync(), python.StandardError.ReadToEndAsync());
            await python.WaitForExitAsync();
            await errors;
            return python.ExitCode == 0 ? double.Parse(await output, CultureInfo.InvariantCulture) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // No Python.
            return null;
        }
    }
}
