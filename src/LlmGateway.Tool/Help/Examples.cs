namespace LlmGateway.Tool.Help;

/// <summary>How each command is typed. A test parses every line, and wants one for every command.</summary>
internal static class Examples
{
    private static readonly Dictionary<string, string[]> All = new(StringComparer.Ordinal)
    {
        [""] =
        [
            "llm-gateway local cdk.out",
            "llm-gateway chat --stack MyGateway",
            "llm-gateway doctor --stack MyGateway",
            "llm-gateway completion bash >> ~/.bashrc",
        ],
        ["local"] = ["llm-gateway local", "llm-gateway local cdk.out --port 5000", "llm-gateway local --upstream http://127.0.0.1:11434/v1 --upstream-model llama3.2"],
        ["serve"] = ["TEAM_KEY=$(openssl rand -hex 24) llm-gateway serve --config gateway.json --key team=TEAM_KEY"],
        ["chat"] = ["llm-gateway chat --stack MyGateway", "llm-gateway chat --url http://127.0.0.1:4000/prod --api-key KEY --model claude-haiku"],
        ["ask"] =
        [
            "llm-gateway ask \"What is wrong with node 42?\" --node node-42",
            "git diff | llm-gateway ask \"Review this change.\" --file -",
            "llm-gateway ask --url https://llm.example.com --json < question.txt",
        ],
        ["doctor"] = ["llm-gateway doctor", "llm-gateway doctor --stack MyGateway --region eu-west-1", "llm-gateway doctor --bedrock-model anthropic.claude-3-haiku-20240307-v1:0"],
        ["completion"] = ["llm-gateway completion bash >> ~/.bashrc", "llm-gateway completion zsh > ~/.zfunc/_llm-gateway", "llm-gateway completion fish > ~/.config/fish/completions/llm-gateway.fish", "llm-gateway completion pwsh >> $PROFILE"],
        ["answers"] = ["llm-gateway answers import faq.csv --stack MyGateway", "llm-gateway answers stats --stack MyGateway"],
        ["answers import"] = ["llm-gateway answers import faq.csv --stack MyGateway", "llm-gateway answers import faq.csv more.jsonl --table NAME --ttl 90d", "llm-gateway answers import faq.csv --table NAME --dry-run"],
        ["answers export"] = ["llm-gateway answers export --stack MyGateway --output answers.jsonl", "llm-gateway answers export --table NAME --scope node-42 --plain"],
        ["answers get"] = ["llm-gateway answers get \"Who runs node 42?\" --stack MyGateway --scope node-42"],
        ["answers delete"] = ["llm-gateway answers delete \"Who runs node 42?\" --stack MyGateway --scope node-42", "llm-gateway answers delete --key \"shared#v2#…\" --table NAME"],
        ["answers clear"] = ["llm-gateway answers clear --scope node-42 --stack MyGateway", "llm-gateway answers clear --all --table NAME"],
        ["answers embed"] = ["llm-gateway answers embed --stack MyGateway", "llm-gateway answers embed --table NAME --model amazon.titan-embed-text-v2:0 --dimensions 256"],
        ["answers stats"] = ["llm-gateway answers stats --stack MyGateway --json"],
        ["knowledge"] = ["llm-gateway knowledge import outages.jsonl --stack MyGateway"],
        ["knowledge import"] =
        [
            "llm-gateway knowledge import outages.jsonl guide.md --stack MyGateway --scope manual",
            "llm-gateway knowledge import outages.jsonl more.csv --table NAME --dry-run",
            "llm-gateway knowledge import guide.md --opensearch search-notes-abc.eu-west-1.es.amazonaws.com --index notes --scope manual --chunk-tokens 300",
            "llm-gateway knowledge import outages.jsonl --s3-vectors arn:aws:s3vectors:eu-west-1:111122223333:bucket/notes/index/notes --dimensions 512",
        ],
        ["users"] = ["llm-gateway users create ada@example.com --group admins --stack MyGateway", "llm-gateway users list --stack MyGateway"],
        ["users create"] = ["llm-gateway users create ada@example.com --group admins --stack MyGateway", "llm-gateway users create ada --email ada@example.com --temporary --pool eu-west-1_AbCdEf123 < password.txt"],
        ["users set-password"] = ["llm-gateway users set-password ada@example.com --stack MyGateway"],
        ["users delete"] = ["llm-gateway users delete ada@example.com --stack MyGateway"],
        ["users add-to-group"] = ["llm-gateway users add-to-group ada@example.com admins --stack MyGateway"],
        ["users list"] = ["llm-gateway users list --stack MyGateway", "llm-gateway users list --pool eu-west-1_AbCdEf123 --json"],
        ["login"] = ["llm-gateway login --stack MyGateway", "llm-gateway login --username ada --stack MyGateway < password.txt"],
        ["token"] = ["curl -H \"Authorization: Bearer $(llm-gateway token --stack MyGateway)\" https://llm.example.com/v1/models"],
    };

    /// <param name="path">The command as it is typed, without the program's name.</param>
    public static IReadOnlyList<string> Of(string path) => All.GetValueOrDefault(path, []);

    /// <summary>The commands that have any.</summary>
    public static IReadOnlyCollection<string> Paths => All.Keys;
}
