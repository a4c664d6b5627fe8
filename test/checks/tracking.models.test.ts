import { checkNamed, verify } from '../support/verify.js';

/** A training with torch that ends in these lines. */
const torch = (end: string, before = '') =>
  `import torch\n${before}\nopt = torch.optim.SGD(model.parameters(), lr=0.1)\nloss.backward()\nopt.step()\n${end}\n`;
const saving = torch('torch.save(model.state_dict(), "best.pt")');
const weights = 'x'.repeat(20_000);

verify(checkNamed('tracking/models'), {
  skip: {
    'nothing is saved': { files: { 'train.py': torch('print(loss)') } },
    'what is saved is no model': { files: { 'train.py': torch('import pickle\npickle.dump(vocab, open("vocab.pkl", "wb"))\ntorch.save(features, "features.pt")\ntokenizer.save_pretrained("out")\nfig.save("a.png")\n') } },
    'copies of sources beside runs': { files: { 'train.py': torch('print(loss)'), 'runs/_sources/train_1.py': saving } },
    'nothing trains': { files: { 'convert.py': 'import torch\ntorch.save(model.state_dict(), "a.pt")\n' } },
  },
  pass: {
    'the registry of MLflow': { files: { 'train.py': torch('mlflow.pytorch.log_model(model, "model")', 'import mlflow') } },
    'autologging keeps models too': { files: { 'train.py': torch('', 'import mlflow\nmlflow.autolog()') } },
    'an artifact of W&B': { files: { 'train.py': torch('artifact = wandb.Artifact("m", type="model")\nartifact.add_file("best.pt")\nwandb.log_artifact(artifact)\ntorch.save(model.state_dict(), "best.pt")', 'import wandb') } },
    'a logger that keeps checkpoints': { files: { 'train.py': 'from lightning.pytorch import Trainer\nfrom lightning.pytorch.loggers import WandbLogger\nTrainer(logger=WandbLogger(log_model="all")).fit(m)\n' } },
    'ClearML takes over what torch saves': { files: { 'train.py': torch('torch.save(model.state_dict(), "a.pt")', 'from clearml import Task\nTask.init("p", "t")') } },
    'DVCLive, as a model': { files: { 'train.py': torch('live.log_artifact("best.pt", type="model")\ntorch.save(model.state_dict(), "best.pt")', 'from dvclive import Live\nlive = Live()') } },
    'pushed to the hub': { files: { 'train.py': 'from transformers import Trainer, TrainingArguments\nTrainer(m, TrainingArguments("out", push_to_hub=True)).train()\n' } },
    'an output of DVC': {
      files: {
        'train.py': 'import pickle\nfrom sklearn.svm import SVC\nmodel = SVC().fit(X, y)\nwith open("model.pkl", "wb") as f:\n    pickle.dump(model, f)\n',
        'dvc.yaml': 'stages:\n  train:\n    cmd: python train.py\n    outs:\n      - model.pkl\n',
      },
      data: { by: ['DVC'] },
    },
    'weights in Git LFS': { files: { 'train.py': saving, 'best.pt': `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 9\n`, '.gitattributes': '*.pt filter=lfs diff=lfs merge=lfs -text\n' } },
    'a download with its checksum': { files: { 'train.py': saving, 'README.md': `# Model\n\n[weights](https://example.org/best.pth)\n\nSHA-256: \`${'ab12'.repeat(16)}\`\n` } },
    'a data set of Kedro with versions': { files: { 'train.py': saving, 'conf/base/catalog.yml': 'model:\n  type: pickle.PickleDataset\n  filepath: data/06_models/model.pkl\n  versioned: true\n' } },
  },
  warn: {
    'files in git itself': { files: { 'train.py': saving, 'best.pt': weights }, score: 0.5, findings: ['best.pt best.pt is versioned by git only'] },
    'a link without a checksum': { files: { 'train.py': saving, 'README.md': '# Model\n\n[weights](https://example.org/best.pth)\n' }, findings: ['README.md:3 https://example.org/best.pth can be replaced'] },
    'a hub without a revision': { files: { 'train.py': saving, 'README.md': '# Model\n\nThe weights are [here](https://huggingface.co/acme/small).\n' } },
    'torch.hub': { files: { 'train.py': saving, 'hubconf.py': 'def small():\n    return "https://example.org/releases/download/v1/small.pth"\n' } },
  },
  fail: {
    'features in git are no models': { files: { 'train.py': saving, 'cache/node_features.pt': weights } },
    'overwritten by each training': { files: { 'train.py': saving }, findings: ['train.py:6 torch.save() saves a model as best.pt'] },
    'a checkpoint in a dict under a name': { files: { 'train.py': torch('state = {"net": model.state_dict(), "epoch": 3}\ntorch.save(state, path)') } },
    'checkpoints of a trainer': { files: { 'train.py': 'from lightning.pytorch import Trainer\nTrainer(max_epochs=3).fit(m)\n' } },
    'a callback of Keras': { files: { 'train.py': 'from keras.callbacks import ModelCheckpoint\nm.fit(x, y, callbacks=[ModelCheckpoint("best.keras")])\n' }, findings: ['ModelCheckpoint() saves a model as best.keras'] },
    'a helper of the project': { files: { 'train.py': `from utils import save_checkpoint\n${torch('save_checkpoint("g_1", {"g": model.state_dict()})')}`, 'utils.py': 'import torch\n\ndef save_checkpoint(path, obj):\n    torch.save(obj, path)\n' }, findings: ['train.py:7 save_checkpoint()'] },
    'a logger that was told not to keep models': { files: { 'train.py': 'from lightning.pytorch import Trainer\nfrom lightning.pytorch.loggers import WandbLogger\nTrainer(logger=WandbLogger(log_model=False)).fit(m)\n' } },
  },
}); // biome-ignore format: cases
