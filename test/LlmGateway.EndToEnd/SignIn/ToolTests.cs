using System.Net;
using System.Text.Json.Nodes;
using CliWrap;
using CliWrap.Buffered;

namespace LlmGateway.EndToEnd.SignIn;

/// <summary><c>llm-gateway users</c>, <c>login</c> and <c>token</c>, as an operator types them.</summary>
[Collection(SignInStack.Collection)]
public sealed class ToolTests(SignInStack stack) : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("llm-gateway-home-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public async Task A_user_is_created_signs_in_and_calls()
    {
        var name = $"u{Guid.NewGuid():N}";
        (await RunAsync($"{SignInStack.Password}\n", "users", "create", name, "--email", $"{name}@example.com", "--group", "admins")).Should().BeEmpty();

        (await RunAsync($"{SignInStack.Password}\n", "login", "--username", name, "--client", ToolClient)).Should().BeEmpty();
        var token = (await ReadAsync("token", "--client", ToolClient)).Trim();

        (await stack.RestStatusAsync(token)).Should().Be(HttpStatusCode.OK);
        foreach (var gateway in new[] { stack.Run.Apis.Single(api => api.Name.Contains("Rest", StringComparison.Ordinal)).Url, stack.Run.SocketApis.Single().Url })
            JsonNode.Parse(await ReadAsync("ask", $"Hello {name}", "--json", "--url", gateway.ToString(), "--client", ToolClient))!["finishReason"]!.GetValue<string>().Should().Be("stop");
        stack.Pool.Users[name].Groups.Keys.Should().Equal("admins");
        var file = new FileInfo(Path.Combine(_home, "tokens", $"{stack.Pool.Id}.json"));
        file.UnixFileMode.Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        file.Directory!.UnixFileMode.Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task A_temporary_password_is_replaced_at_the_first_sign_in()
    {
        var name = $"u{Guid.NewGuid():N}";
        await RunAsync($"{SignInStack.Password}\n", "users", "create", name, "--email", $"{name}@example.com", "--temporary");

        (await RunAsync($"{SignInStack.Password}\nAnother-Horse-9\n", "login", "--username", name, "--client", ToolClient)).Should().BeEmpty();

        stack.Pool.Users[name].Password.Should().Be("Another-Horse-9");
    }

    [Fact]
    public async Task A_browser_signs_in_back_to_the_tool()
    {
        stack.AddUser("toolie");
        using var stopping = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var address = new TaskCompletionSource<string>();
        var login = Tool("login", "--no-browser", "--client", ToolClient)
            .WithStandardOutputPipe(PipeTarget.ToDelegate(line => { if (line.StartsWith("Sign in at ", StringComparison.Ordinal)) address.TrySetResult(line["Sign in at ".Length..]); }))
            .ExecuteAsync(stopping.Token);
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectCallback = LlmGateway.Tool.Local.LoopbackNames.ConnectAsync });
        using var page = await http.GetAsync(await address.Task.WaitAsync(stopping.Token));
        var form = new Uri(stack.Run.Endpoint, page.Headers.Location!);
        using var signedIn = await http.PostAsync(form, new FormUrlEncodedContent([new("username", "toolie"), new("password", SignInStack.Password)]));

        using var forged = await http.GetAsync("http://localhost:8976/callback?code=stolen&state=guess");
        using var done = await http.GetAsync(signedIn.Headers.Location);

        forged.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await done.Content.ReadAsStringAsync()).Should().Contain("Signed in");
        (await login).ExitCode.Should().Be(0);
        (await stack.RestStatusAsync((await ReadAsync("token", "--client", ToolClient)).Trim())).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Users_are_listed_changed_and_deleted()
    {
        var name = $"u{Guid.NewGuid():N}";
        await RunAsync($"{SignInStack.Password}\n", "users", "create", name, "--email", "l@example.com");
        await RunAsync("Another-Horse-9\n", "users", "set-password", name);
        await RunAsync("", "users", "add-to-group", name, "engineers");

        var listed = JsonNode.Parse(await ReadAsync("users", "list", "--json"))!.AsArray().Single(user => user!["name"]!.GetValue<string>() == name)!;

        listed["status"]!.GetValue<string>().Should().Be("CONFIRMED");
        stack.Pool.Users[name].Password.Should().Be("Another-Horse-9");
        stack.Pool.Users[name].Groups.Keys.Should().Equal("engineers");
        await RunAsync("", "users", "delete", name);
        stack.Pool.Users.Should().NotContainKey(name);
    }

    [Theory]
    [InlineData("", "No password came on stdin", "users", "create", "x", "--email", "x@example.com")]
    [InlineData("short\n", "InvalidPasswordException", "users", "create", "x", "--email", "x@example.com")]
    [InlineData("Correct-Horse-9\n", "needs an e-mail address", "users", "create", "x")]
    [InlineData("Correct-Horse-9\n", "UserNotFoundException", "users", "set-password", "nobody-of-this-name")]
    [InlineData("", "Group not found", "users", "add-to-group", "grouped", "no-such-group")]
    [InlineData("Wrong-Horse-9\n", "Incorrect username or password", "login", "--username", "grouped")]
    [InlineData("", "Nobody is signed in", "token")]
    public async Task Mistakes_are_one_line_and_exit_code_2(string input, string message, params string[] arguments)
    {
        stack.AddUser("grouped");

        var result = await Tool([.. arguments, "--client", ToolClient]).WithStandardInputPipe(PipeSource.FromString(input)).ExecuteBufferedAsync();

        result.ExitCode.Should().Be(2);
        result.StandardError.Trim().Should().Contain(message).And.NotContain("\n");
    }

    [Fact]
    public async Task The_pool_is_found_from_the_outputs_of_a_deployment()
    {
        var outputs = Path.Combine(_home, "outputs.json");
        await File.WriteAllTextAsync(outputs, new JsonObject { ["Stack"] = new JsonObject { ["UserPoolId"] = stack.Pool.Id, ["ToolClientId"] = ToolClient, ["Other"] = "x" } }.ToJsonString());

        var result = await Run(["users", "list", "--outputs", outputs, "--endpoint-url", stack.Run.Endpoint.ToString()]).ExecuteBufferedAsync();

        result.ExitCode.Should().Be(0, result.StandardError);
    }

    private string ToolClient => stack.Pool.Clients.Values.Single(client => client.LogicalId.StartsWith("AuthTool", StringComparison.Ordinal)).Id;

    /// <returns>What went wrong; empty: nothing.</returns>
    private async Task<string> RunAsync(string input, params string[] arguments)
    {
        var result = await Tool(arguments).WithStandardInputPipe(PipeSource.FromString(input)).ExecuteBufferedAsync();
        return result.ExitCode == 0 ? "" : result.StandardError;
    }

    private async Task<string> ReadAsync(params string[] arguments)
    {
        var result = await Tool(arguments).ExecuteBufferedAsync();
        result.ExitCode.Should().Be(0, result.StandardError);
        return result.StandardOutput;
    }

    private Command Tool(params string[] arguments) => Run([.. arguments, "--pool", stack.Pool.Id, "--endpoint-url", stack.Run.Endpoint.ToString()]);

    private Command Run(IEnumerable<string> arguments) => Cli.Wrap("dotnet")
        .WithArguments([Path.Combine(AppContext.BaseDirectory, "llm-gateway.dll"), .. arguments])
        .WithEnvironmentVariables(environment => environment.Set("LLM_GATEWAY_HOME", _home).Set("AWS_ACCESS_KEY_ID", stack.Run.Developer.AccessKeyId).Set("AWS_SECRET_ACCESS_KEY", stack.Run.Developer.SecretAccessKey))
        .WithValidation(CommandResultValidation.None);
}
